import { optionOf } from '../doctor/app/agent-answer.ts';
import { type Check, ok, skip, type Verdict } from '../doctor/finding.ts';
import { withoutAgent } from '../doctor/without-agent.ts';

/** Which ways out there are. */
export const exportersCheck: Check = {
  id: 'exporters',
  title: 'Where metrics go',
  group: 'App',
  run(context): readonly Verdict[] {
    const { agent } = context;
    if (agent === undefined) return [skip(withoutAgent(context))];
    const exporters = [optionOf(agent, 'exporters')].flat().join(', ');
    const isLive = optionOf(agent, 'live') !== false;
    return [
      ok(`metrics go out by: ${exporters || 'not known'}`),
      ...(isLive ? [] : [skip('the live page is switched off by ACME_METRICS_LIVE=false')]),
    ];
  },
};
