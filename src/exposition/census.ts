import { reportFault } from '../foundation/guard.ts';
import type { Collection } from '../pipeline/collection.ts';
import type { Family } from '../store/family.ts';
import { LabelValues } from './label-values.ts';
import { MetricCount } from './metric-count.ts';
import type { Naming } from './naming.ts';
import { Ranking } from './ranking.ts';
import type { PAUSE } from './slice.ts';
import type { LabelStatistics, MetricStatistics, Statistics, Usage } from './statistics.ts';

export interface CensusOptions {
  /** As on the page. */
  readonly naming: Naming;
  /** Most entries of each list. */
  readonly limit: number;
  readonly seriesLimit: number;
  /** Of metrics that no rule gives a limit of their own. */
  readonly seriesLimitPerMetric: number;
}

/**
 * Counts the series of a collection and the values of their labels; yields where the caller may
 * pause. Holds no copy of any text: of each label's values one reference, until it has ended.
 */
export function* takeCensus(
  collection: Collection,
  options: CensusOptions,
): Generator<typeof PAUSE, Statistics, void> {
  const census = new Census(options);
  yield* census.walk(collection);
  return census.result(collection);
}

class Census {
  readonly #options: CensusOptions;
  readonly #names = new Set<string>();
  readonly #labels = new Map<string, LabelValues>();
  readonly #biggest: Ranking<MetricCount>;
  #numSeries = 0;
  #numSamples = 0;
  #unreadable = 0;
  /** The largest share of its limit that a metric uses. */
  #fullest = 0;

  constructor(options: CensusOptions) {
    this.#options = options;
    this.#biggest = new Ranking(options.limit);
  }

  /** Yields after each block of series. */
  *walk({ families }: Collection): Generator<typeof PAUSE, void, void> {
    for (const family of families) {
      try {
        yield* this.#count(family);
      } catch (error) {
        this.#unreadable++;
        reportFault('exposition_error', 'the statistics of a metric', error);
      }
    }
  }

  *#count(family: Family): Generator<typeof PAUSE, void, void> {
    const { name, unit } = family.descriptor;
    const { naming } = this.#options;
    const pageName = naming.metricName({ name, unit, kind: family.kind });
    const metric = new MetricCount(pageName, family, naming);
    yield* metric.walk((label) => this.#labelOf(label));
    if (metric.value === 0) return;
    this.#names.add(metric.name);
    this.#numSeries += metric.value;
    this.#numSamples += metric.samples;
    this.#fullest = Math.max(this.#fullest, this.#limitUsed(metric));
    this.#biggest.add(metric);
  }

  #labelOf(name: string): LabelValues {
    let label = this.#labels.get(name);
    if (label === undefined) {
      label = new LabelValues(name, this.#options.limit);
      this.#labels.set(name, label);
    }
    return label;
  }

  result({ timeMs, errors }: Collection): Statistics {
    const { limit, seriesLimit, seriesLimitPerMetric } = this.#options;
    const metrics = this.#biggest.entries;
    const labels = [...this.#labels.values()].filter(({ value }) => value > 0);
    const biggestLabels = new Ranking<LabelValues>(limit);
    for (const label of labels) biggestLabels.add(label);
    return {
      collectedAt: new Date(timeMs).toISOString(),
      numMetrics: this.#names.size,
      numSeries: this.#numSeries,
      numSamples: this.#numSamples,
      numLabels: labels.length,
      limits: {
        series: usage(this.#numSeries, seriesLimit),
        seriesPerMetric: { limit: seriesLimitPerMetric, used: this.#fullest },
      },
      seriesCountByMetricName: metrics.map((metric) => this.#describe(metric)),
      labelValueCountByLabelName: biggestLabels.entries.map(describeLabel),
      leftOut: errors.length + this.#unreadable,
    };
  }

  #limitUsed({ value, family }: MetricCount): number {
    return share(value, family.descriptor.rule?.limit ?? this.#options.seriesLimitPerMetric);
  }

  #describe(metric: MetricCount): MetricStatistics {
    const { name, value, samples, family, overflow, numLabels } = metric;
    const { limit } = this.#options;
    const isCounted = family.kind === 'counter' || family.kind === 'histogram';
    return {
      name,
      value,
      share: share(value, this.#numSeries),
      limitUsed: this.#limitUsed(metric),
      samples,
      type: family.kind === 'up-down-counter' ? 'gauge' : family.kind,
      instrument: family.descriptor.name,
      scope: family.scope.name,
      overflowing: overflow !== undefined,
      overflowed: isCounted ? overflow : undefined,
      numLabels,
      labelValueCountByLabelName: metric.labels(limit),
    };
  }
}

function describeLabel({ name, value, numMetrics, metrics }: LabelValues): LabelStatistics {
  return { name, value, numMetrics, metrics };
}

function usage(series: number, limit: number): Usage {
  return { limit, used: share(series, limit) };
}

/** A part of 1 with as many digits as people read. */
function share(part: number, whole: number): number {
  return Math.round((part / whole) * 10_000) / 10_000;
}
