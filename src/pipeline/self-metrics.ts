import type { ObservableResult } from '@opentelemetry/api';
import { faultCounts } from '../foundation/faults.ts';
import type { Metric } from '../store/metric.ts';
import type { MetricStore } from '../store/metric-store.ts';
import type { Histogram } from './meter.ts';
import type { MeterProvider } from './meter-provider.ts';

/** Name of the scope of everything the agent measures by itself. Without a version: a release
 * must not start every series anew. */
export const AGENT_SCOPE = '@acme/otel-metrics';

const SCRAPE_SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

export interface SelfMetrics {
  /** Seconds from a scrape's arrival to its last byte. */
  readonly scrapeDuration: Histogram;
}

/**
 * The agent's own state: faults by cause, series and overflow by metric, scrape durations. Series
 * and overflow are read at collection only; recording pays nothing for them.
 */
export function createSelfMetrics({ getMeter, store }: MeterProvider): SelfMetrics {
  const meter = getMeter(AGENT_SCOPE);
  meter
    .createObservableCounter('acme.metrics.agent.errors', {
      description: 'Faults that the agent kept away from the app, by cause.',
      unit: '{error}',
    })
    .addCallback((result) => {
      for (const [cause, count] of faultCounts()) result.observe(count, { cause });
    });
  meter
    .createObservableGauge('acme.metrics.agent.series', {
      description: 'Series that the agent holds, by metric.',
      unit: '{series}',
    })
    .addCallback((result) => {
      observeByName(result, store, ({ table }) => table.size);
    });
  meter
    .createObservableCounter('acme.metrics.agent.overflow', {
      description: 'Measurements that went to the overflow series, by metric.',
      unit: '{measurement}',
    })
    .addCallback((result) => {
      observeByName(result, store, ({ table }) => table.overflowed);
    });
  return {
    scrapeDuration: meter.createHistogram('acme.metrics.agent.scrape.duration', {
      description: 'Time from the arrival of a scrape to its last byte.',
      unit: 's',
      advice: { explicitBucketBoundaries: SCRAPE_SECONDS },
    }),
  };
}

/** One series for a name: instruments of several scopes or kinds that share it are added up. */
function observeByName(
  result: ObservableResult,
  store: MetricStore,
  read: (metric: Metric) => number,
): void {
  const totals = new Map<string, number>();
  for (const metric of store.metrics()) {
    const { name } = metric.descriptor;
    totals.set(name, (totals.get(name) ?? 0) + read(metric));
  }
  for (const [metric, total] of totals) if (total > 0) result.observe(total, { metric });
}
