import type { AgentReport } from '../../server/agent-report.ts';
import { type Check, ok, orOk, skip, type Verdict, warn } from '../doctor/finding.ts';
import { withoutAgent } from '../doctor/without-agent.ts';

/** Whether somebody else measures the same. */
export const othersCheck: Check = {
  id: 'others',
  title: 'Nobody else measures',
  group: 'App',
  run(context): readonly Verdict[] {
    const { agent } = context;
    if (agent === undefined) return [skip(withoutAgent(context))];
    return orOk(verdictsOf(agent.others), 'no other SDK or agent, no cluster');
  },
};

function verdictsOf(others: AgentReport['others']): readonly Verdict[] {
  const { meterProvider, instrumentations, agents, promClientDefaults, cluster } = others;
  const found: Verdict[] = [];
  if (meterProvider) {
    found.push(
      warn(
        'the app has a MeterProvider of its own (NodeSDK with a metric reader?): what it records by the OpenTelemetry API goes there and not to this page',
        'leave metrics to one of them: take metricReader and views out of the NodeSDK, or switch its metrics off by OTEL_METRICS_EXPORTER=none, with ACME_METRICS_EXPORTER=prometheus for the agent',
      ),
    );
  }
  // Alone they trace, and their metrics go nowhere.
  if (instrumentations.length > 0 && meterProvider) {
    found.push(
      warn(
        `${instrumentations.join(', ')} measure what the agent measures, too`,
        'keep them for traces and switch their metrics off, or switch the observer off: ACME_METRICS_DISABLED_OBSERVERS=http-server,http-client,pg',
      ),
    );
  } else if (instrumentations.length > 0) {
    found.push(
      ok(`OpenTelemetry's instrumentations trace beside it: ${instrumentations.join(', ')}`),
    );
  }
  if (agents.length > 0) {
    found.push(
      warn(
        `${agents.join(', ')} measure in the same process: work is done twice`,
        'choose one for metrics; the others can stay for traces with their metrics switched off',
      ),
    );
  }
  if (promClientDefaults) {
    found.push(
      warn(
        "prom-client's default metrics are on: they are much the same as those of the agent",
        'take collectDefaultMetrics() out of the app; ACME_METRICS_NAMING=classic keeps their names',
      ),
    );
  }
  if (cluster === 'primary') {
    found.push(
      warn(
        'this process is the primary of a cluster: requests that workers answer are not on its page',
        'give each worker a port of its own, or run one process per container',
      ),
    );
  }
  return found;
}
