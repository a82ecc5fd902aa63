import { OPTIONS } from '../../config/options.ts';
import type { AgentReport } from '../../server/agent-report.ts';
import { type Check, fail, firstFew, orOk, skip, type Verdict } from '../doctor/finding.ts';
import { withoutAgent } from '../doctor/without-agent.ts';
import { nearest } from '../nearest.ts';

/** Whether settings were refused. */
export const configurationCheck: Check = {
  id: 'configuration',
  title: 'The configuration is valid',
  group: 'App',
  run(context): readonly Verdict[] {
    const { agent } = context;
    if (agent === undefined) return [skip(withoutAgent(context))];
    const found = agent.configurationProblems.map(verdictOf);
    return orOk(firstFew(found), summaryOf(agent));
  },
};

/** As the agent says it: the place, what is allowed, and what counts instead. */
function verdictOf(problem: string): Verdict {
  const [, place = '', allowed = '', kept = ''] = PROBLEM.exec(problem) ?? [];
  if (place !== '')
    return fail(`${place} is not ${allowed}; ${kept}`, `set ${place} to ${allowed}, or unset it`);
  const [, unknown = ''] = UNKNOWN.exec(problem) ?? [];
  if (unknown === '')
    return fail(problem, 'mend it where it stands; docs/options.md has all options');
  const meant = nearest(unknown, VARIABLES);
  return fail(
    problem,
    meant === undefined
      ? `unset ${unknown}; docs/options.md has all variables`
      : `set ${meant} in its place`,
  );
}

const VARIABLES = Object.values(OPTIONS).map(({ env }) => env);
const PROBLEM = /^(\S+(?:: \S+)?) is not (.+); (.+)$/;
const UNKNOWN = /^"?([A-Z_]+)"? is no variable/;

function summaryOf({ configuration }: AgentReport): string {
  const set = configuration.filter(({ source }) => source !== 'default').map(({ name }) => name);
  return set.length === 0 ? 'all options have their defaults' : `set: ${set.join(', ')}`;
}
