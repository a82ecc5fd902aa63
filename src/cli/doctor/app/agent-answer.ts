import type { OptionDescription } from '../../../config/describe.ts';
import type { AgentReport, LibraryReport, ObserverReport } from '../../../server/agent-report.ts';
import { listOf, numberOf, recordOf, textOf, textsOf } from '../files/shape.ts';
import { countsOf } from './stats-answer.ts';

/** `GET /agent`, of whichever version: what it does not say is empty. `undefined` where it is no agent's. */
export function readAgentReport(answer: unknown): AgentReport | undefined {
  const whole = recordOf(answer);
  const version = textOf(whole.version);
  const pid = numberOf(whole.pid);
  if (version === undefined || pid === undefined) return undefined;
  const address = addressOf(whole.address);
  return {
    ...{ version, pid },
    node: textOf(whole.node) ?? '',
    uptimeSeconds: numberOf(whole.uptimeSeconds) ?? 0,
    timeMs: numberOf(whole.timeMs) ?? Number.NaN,
    startedBy: whole.startedBy === 'code' ? 'code' : 'preload',
    service: textOf(whole.service) ?? '',
    isInContainer: whole.isInContainer === true,
    ...(address !== undefined && { address }),
    app: appOf(whole.app),
    configuration: listOf(whole.configuration).map(recordOf) as unknown as OptionDescription[],
    configurationProblems: textsOf(whole.configurationProblems),
    observers: listOf(whole.observers).map(recordOf) as unknown as ObserverReport[],
    libraries: listOf(whole.libraries).map(recordOf) as unknown as LibraryReport[],
    loadedBefore: textsOf(whole.loadedBefore),
    others: othersOf(whole.others),
    faults: countsOf(whole.faults),
  };
}

/** The value of an option that is in force; `undefined` where nothing is known of it. */
export function optionOf(
  report: AgentReport | undefined,
  name: OptionDescription['name'],
): unknown {
  return report?.configuration.find((option) => option.name === name)?.value;
}

function addressOf(value: unknown): AgentReport['address'] {
  const { host, port } = recordOf(value);
  return typeof host === 'string' && typeof port === 'number' ? { host, port } : undefined;
}

function appOf(value: unknown): AgentReport['app'] {
  const { entry, isBundled } = recordOf(value);
  return {
    isBundled: isBundled === true,
    ...(typeof entry === 'string' && { entry }),
  };
}

function othersOf(value: unknown): AgentReport['others'] {
  const { meterProvider, instrumentations, agents, promClientDefaults, cluster } = recordOf(value);
  return {
    meterProvider: meterProvider === true,
    instrumentations: textsOf(instrumentations),
    agents: textsOf(agents),
    promClientDefaults: promClientDefaults === true,
    cluster: cluster === 'primary' || cluster === 'worker' ? cluster : 'none',
  };
}
