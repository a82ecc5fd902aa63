import type { MetricType } from './group.ts';
import type { NamedCount } from './ranking.ts';

/**
 * Where a large page comes from, in the words of Prometheus's own `/api/v1/status/tsdb` where it
 * has one. It differs in one thing: a histogram or a summary is one series here, and its
 * lines are samples.
 */
export interface Statistics {
  /** ISO 8601. */
  readonly collectedAt: string;
  readonly numMetrics: number;
  readonly numSeries: number;
  /** Lines of the page without target_info; fewer where it adds up series of equal labels. */
  readonly numSamples: number;
  readonly numLabels: number;
  /** The same by type, each of the four also where there is none. */
  readonly byType: Readonly<Record<MetricType, TypeStatistics>>;
  readonly limits: {
    readonly series: Usage;
    /** `used` by the metric that is nearest to its limit, which a rule may have set. */
    readonly seriesPerMetric: Usage;
  };
  readonly seriesCountByMetricName: readonly MetricStatistics[];
  readonly labelValueCountByLabelName: readonly LabelStatistics[];
  /** Sources and metrics that could not be read; the log has the reasons. */
  readonly leftOut: number;
}

export interface TypeStatistics {
  readonly numMetrics: number;
  readonly numSeries: number;
  readonly numSamples: number;
}

export interface Usage {
  readonly limit: number;
  /** Share of the limit. */
  readonly used: number;
}

/** `value` is the number of series. */
export interface MetricStatistics extends NamedCount {
  /** Share of all series. */
  readonly share: number;
  /** Share of its limit. */
  readonly limitUsed: number;
  readonly samples: number;
  readonly type: MetricType;
  /** OpenTelemetry's name. */
  readonly instrument: string;
  readonly scope: string;
  /** Whether the limit keeps series out. */
  readonly overflowing: boolean;
  /** What was counted without its labels since: a counter's sum, the count of others. */
  readonly overflowed?: number | undefined;
  /** Upper bounds of a histogram's buckets; absent where it has none. */
  readonly buckets?: readonly number[] | undefined;
  readonly numLabels: number;
  readonly labelValueCountByLabelName: readonly MetricLabel[];
}

/** `value` is the number of distinct values in the metric. */
export interface MetricLabel extends NamedCount {
  /** The attributes that it is made of, by OpenTelemetry's names; more than one where they meet in it. */
  readonly attributes: readonly string[];
}

/** `value` is the number of distinct values over all metrics. */
export interface LabelStatistics extends NamedCount {
  readonly numMetrics: number;
  /** Those in which it has the most values. */
  readonly metrics: readonly NamedCount[];
}
