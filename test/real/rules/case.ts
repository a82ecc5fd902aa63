import type { MetricKey } from '../../../src/views/metrics.ts';

/** A label's value: as it is, or the one that a condition of the metric wants. */
export type CaseLabel = string | { readonly like: string };

/** A series that the app exposes, whatever its page calls it. */
export interface CaseSeries {
  readonly of: MetricKey;
  /** Of a histogram: its buckets by upper bound, and the count. */
  readonly buckets?: Readonly<Record<string, string>>;
  /** By role; a role that the metric has no label for is left out. */
  readonly labels?: Readonly<Record<string, CaseLabel>>;
  readonly instance?: string;
  /** In promtool's notation, a value for each minute. Of a histogram: its count. */
  readonly values: string;
}

/** A series that Prometheus makes by itself. */
export interface OwnSeries {
  readonly own: string;
  readonly values: string;
}

export interface Expected {
  /** Which labels the alert has besides `job`, `instance` and `severity`, by role. */
  readonly of?: MetricKey;
  readonly labels?: Readonly<Record<string, string>>;
  /** Whether it tells instances apart. */
  readonly instance?: true;
  /** Its description as it is sent. */
  readonly says: string;
}

/** Data, and whether an alert fires on it. */
export interface RuleCase {
  readonly title: string;
  readonly series: readonly (CaseSeries | OwnSeries)[];
  /** When to look. Of one that fires the first time that it does: before it has not lasted. */
  readonly at: string;
  /** Absent: the alert is silent. */
  readonly fires?: Expected;
}

export const INSTANCE = 'shop-1:9464';
