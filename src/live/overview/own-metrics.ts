import { panelsOf } from '../../views/any-metric.ts';
import { METRICS, type MetricKey } from '../../views/metrics.ts';
import type { NamesOf } from '../../views/names.ts';
import type { Panel } from '../../views/panel.ts';
import type { KnownMetric } from '../model/history.ts';

/** Further ones are found by the search. */
const MOST = 40;

/** Metrics that the app declares and no section asks for: each is drawn as what it is. */
export function createOwnMetrics(): (metrics: readonly KnownMetric[], names: NamesOf) => Panel[] {
  const drawn = new Set<string>();
  return (metrics, names) => {
    const keys = Object.keys(METRICS) as MetricKey[];
    const known = new Set(keys.map((key) => names(key).name));
    const fresh = metrics
      .filter(({ isOwn, name }) => isOwn && !known.has(name) && !drawn.has(name))
      .slice(0, MOST - drawn.size);
    for (const { name } of fresh) drawn.add(name);
    return fresh.flatMap(panelsOf);
  };
}
