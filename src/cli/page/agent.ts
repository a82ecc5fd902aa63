import type { AgentReport } from '../../server/agent-report.ts';
import { CommandFailure } from '../command.ts';
import { besidePage, shownAddress } from './address.ts';
import { askEndpoint, type EndpointAccess } from './endpoint.ts';

const AGENT_PATH = '/agent';

/**
 * What the agent of an app says of itself, by the address of its page. Throws a `CommandFailure` where
 * there is no agent that does.
 */
export async function readAgentReport(page: URL, access: EndpointAccess): Promise<AgentReport> {
  const url = besidePage(page, AGENT_PATH);
  const { text } = await askEndpoint(url, 'application/json', access);
  const report = parseReport(text);
  if (report !== undefined) return report;
  throw new CommandFailure(`${shownAddress(url)} is not what this version of the agent answers`);
}

/** As far as it is used here; who answers may be anybody. */
function parseReport(text: string): AgentReport | undefined {
  try {
    const report = JSON.parse(text) as Partial<AgentReport> | null;
    const isOne =
      Array.isArray(report?.configuration) &&
      report.configuration.every(isDescription) &&
      Array.isArray(report.configurationProblems) &&
      report.configurationProblems.every((problem) => typeof problem === 'string') &&
      (report.observers === undefined || isListOfObjects(report.observers));
    return isOne ? (report as AgentReport) : undefined;
  } catch {
    return undefined;
  }
}

function isListOfObjects(list: unknown): boolean {
  return Array.isArray(list) && list.every((one) => typeof one === 'object' && one !== null);
}

function isDescription(entry: unknown): boolean {
  const { name, variable, source } = (entry ?? {}) as Record<string, unknown>;
  return [name, variable, source].every((text) => typeof text === 'string');
}
