import { attempt } from '../../foundation/guard.ts';
import type { InnerRegistry, PromLabels, PromMetric, PromRegistry } from './library.ts';

/** A metric as one of its registries shows it. */
export interface Registered {
  readonly metric: PromMetric;
  readonly name: string;
  readonly defaultLabels: PromLabels;
}

/** What an app can ask of either library as default metrics: they tell of the process. */
const OF_PROCESS = /^(process|nodejs)_/;

/**
 * Every metric of these registries once, as the first registry that has it shows it: a registry that
 * was merged of others has nothing of its own. Two metrics of one name in two registries are both
 * there, but for what describes the process: two copies of a library say it twice.
 */
export function* metricsOf(registries: Iterable<PromRegistry>): Generator<Registered, void, void> {
  const metrics = new Set<object>();
  const facts = new Set<string>();
  for (const registry of new Set(registries)) {
    const found = attempt('callback_error', 'a registry of prom-client', () => [
      ...registry.getMetricsAsArray(),
    ]);
    for (const metric of (found ?? []) as PromMetric[]) {
      const name = nameIn(registry, metric);
      if (metrics.has(metric) || facts.has(name)) continue;
      metrics.add(metric);
      if (OF_PROCESS.test(name)) facts.add(name);
      yield { metric, name, defaultLabels: (registry as InnerRegistry)._defaultLabels ?? {} };
    }
  }
}

/** A registry of OpenMetrics adds `_total` to counters, whose own name it shortens at its first page. */
function nameIn({ contentType }: InnerRegistry, { name, type }: PromMetric): string {
  const isOpenMetrics = contentType?.startsWith('application/openmetrics-text') === true;
  return isOpenMetrics && type === 'counter' ? `${name.replace(/_total$/, '')}_total` : name;
}
