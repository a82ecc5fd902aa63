import type { AgentReport } from '../../server/agent-report.ts';
import type { PageMetric } from '../../views/expression.ts';
import { METRICS, type Metric, type MetricKey } from '../../views/metrics.ts';
import { createNames, type NamesOptions } from '../../views/names.ts';

/** Which instruments an observer has, by the beginning of their names. */
const INSTRUMENTS_OF: Readonly<Record<string, string>> = {
  'http-server': 'http.server.',
  'http-client': 'http.client.',
  pg: 'db.client.',
};

/**
 * What is observed and was not measured yet: an app that has just started has no requests on its
 * page, and will have them all the same.
 */
export function stillToCome(report: Partial<AgentReport>, names: NamesOptions): PageMetric[] {
  // Of another version's agent no more is known than that it has a configuration.
  const { observers = [] } = report;
  const observing = observers.filter(({ state }) => state === 'observing');
  const beginnings = observing.flatMap(({ name }) => INSTRUMENTS_OF[name] ?? []);
  const named = createNames(names);
  return (Object.keys(METRICS) as MetricKey[])
    .filter((key) => beginnings.some((beginning) => instrumentOf(key).startsWith(beginning)))
    .map((key): PageMetric => {
      const { name, type, labels } = named(key);
      return { name, type, unit: '', help: '', labels: Object.values(labels) };
    });
}

function instrumentOf(key: MetricKey): string {
  const { standard }: Metric = METRICS[key];
  return standard.instrument.name;
}
