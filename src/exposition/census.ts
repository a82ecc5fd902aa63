import { reportFault } from '../foundation/guard.ts';
import type { Collection } from '../pipeline/collection.ts';
import type { Family } from '../store/family.ts';
import { LabelValues } from './label-values.ts';
import { MetricCount } from './metric-count.ts';
import { instrumentOf } from './names.ts';
import type { Naming } from './naming.ts';
import { Ranking } from './ranking.ts';
import type { PAUSE } from './slice.ts';
import type {
  LabelStatistics,
  MetricStatistics,
  Statistics,
  TypeStatistics,
  Usage,
} from './statistics.ts';

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
  readonly #types = {
    counter: new TypeCount(),
    gauge: new TypeCount(),
    histogram: new TypeCount(),
    summary: new TypeCount(),
  };
  readonly #labels = new Map<string, LabelValues>();
  readonly #biggest: Ranking<MetricCount>;
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
    const { naming } = this.#options;
    const metric = new MetricCount(naming.metricName(instrumentOf(family)), family, naming);
    yield* metric.walk((label) => this.#labelOf(label));
    if (metric.value === 0) return;
    this.#types[metric.type].add(metric);
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
    const byType = this.#statisticsByType();
    const total = (of: keyof TypeStatistics) =>
      Object.values(byType).reduce((sum, type) => sum + type[of], 0);
    const numSeries = total('numSeries');
    const metrics = this.#biggest.entries;
    const labels = [...this.#labels.values()].filter(({ value }) => value > 0);
    const biggestLabels = new Ranking<LabelValues>(limit);
    for (const label of labels) biggestLabels.add(label);
    return {
      collectedAt: new Date(timeMs).toISOString(),
      numMetrics: total('numMetrics'),
      numSeries,
      numSamples: total('numSamples'),
      numLabels: labels.length,
      byType,
      limits: {
        series: usage(numSeries, seriesLimit),
        seriesPerMetric: { limit: seriesLimitPerMetric, used: this.#fullest },
      },
      seriesCountByMetricName: metrics.map((metric) => this.#describe(metric, numSeries)),
      labelValueCountByLabelName: biggestLabels.entries.map(describeLabel),
      leftOut: errors.length + this.#unreadable,
    };
  }

  #statisticsByType(): Statistics['byType'] {
    const { counter, gauge, histogram, summary } = this.#types;
    return {
      counter: counter.statistics,
      gauge: gauge.statistics,
      histogram: histogram.statistics,
      summary: summary.statistics,
    };
  }

  #limitUsed({ value, family }: MetricCount): number {
    return share(value, family.descriptor.rule?.limit ?? this.#options.seriesLimitPerMetric);
  }

  #describe(metric: MetricCount, numSeries: number): MetricStatistics {
    const { name, type, value, samples, family, overflow, numLabels } = metric;
    const { limit } = this.#options;
    const isCounted = type !== 'gauge';
    const { boundaries } = family.descriptor;
    const hasBuckets = type === 'histogram' && boundaries.length > 0;
    return {
      name,
      value,
      share: share(value, numSeries),
      limitUsed: this.#limitUsed(metric),
      samples,
      type,
      instrument: family.descriptor.name,
      scope: family.scope.name,
      overflowing: overflow !== undefined,
      overflowed: isCounted ? overflow : undefined,
      ...(hasBuckets && { buckets: boundaries }),
      numLabels,
      labelValueCountByLabelName: metric.labels(limit),
    };
  }
}

/** What there is of one type. */
class TypeCount {
  readonly #names = new Set<string>();
  #numSeries = 0;
  #numSamples = 0;

  add({ name, value, samples }: MetricCount): void {
    this.#names.add(name);
    this.#numSeries += value;
    this.#numSamples += samples;
  }

  get statistics(): TypeStatistics {
    const { size: numMetrics } = this.#names;
    return { numMetrics, numSeries: this.#numSeries, numSamples: this.#numSamples };
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
