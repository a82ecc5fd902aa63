import type { AgentReport } from '../../server/agent-report.ts';
import type { Context } from '../doctor/context.ts';
import { type Check, fail, ok, skip, type Verdict } from '../doctor/finding.ts';
import { withoutAgent } from '../doctor/without-agent.ts';

const PRELOAD = 'node --import @acme/otel-metrics/register app.js';

/** Whether the agent was there before what it is to observe. */
export const startCheck: Check = {
  id: 'start',
  title: 'The agent starts before the app',
  group: 'App',
  run(context): readonly Verdict[] {
    const { agent } = context;
    return [agent === undefined ? skip(withoutAgent(context)) : verdictOf(agent, context)];
  },
};

function verdictOf(agent: AgentReport, { program }: Context): Verdict {
  const { loadedBefore, startedBy } = agent;
  if (loadedBefore.length > 0) {
    const names = loadedBefore.join(', ');
    return startedBy === 'code'
      ? fail(
          `startMetrics was called after ${names} had been loaded: what was made until then goes unseen`,
          `start it as the first import of the entry file, in a module of its own, or by the flag: ${PRELOAD}`,
        )
      : fail(
          `${names} was loaded before the agent: another preload comes first`,
          `put --import @acme/otel-metrics/register before all other --import and --require flags`,
        );
  }
  if (startedBy === 'code')
    return ok('started by startMetrics, before the libraries that it observes');
  return program?.preload === 'added'
    ? ok(`started by the preload, which this check has added; without it: ${PRELOAD}`)
    : ok('started by the preload');
}
