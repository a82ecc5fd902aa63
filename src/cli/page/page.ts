import type { PageMetric } from '../../views/expression.ts';

/** An app's metrics at one moment. */
export interface Page {
  /** By name, in the page's order. */
  readonly metrics: ReadonlyMap<string, PageFamily>;
  /** Lines that are none of the format's; they were passed over. */
  readonly badLines: number;
}

/** `unknown` where a page does not say it. */
export type PageType = PageMetric['type'] | 'info' | 'unknown';

/** A metric of a page with its series. */
export interface PageFamily {
  /** As Prometheus has it, with a counter's `_total`; without `_bucket`, `_sum` and `_count`. */
  readonly name: string;
  readonly type: PageType;
  /** The unit's words; empty where neither the page nor the name's end says it. */
  readonly unit: string;
  readonly help: string;
  readonly series: readonly PageSeries[];
}

/** One series: a value, or what a histogram or a summary has in its place. */
export interface PageSeries {
  /** Without `le` and `quantile`. */
  readonly labels: Labels;
  readonly value?: number | undefined;
  readonly count?: number | undefined;
  readonly sum?: number | undefined;
  /** Ascending and cumulative. */
  readonly buckets?: readonly Bucket[] | undefined;
  readonly quantiles?: readonly Quantile[] | undefined;
}

export type Labels = Readonly<Record<string, string>>;

export interface Bucket {
  readonly upperBound: number;
  readonly count: number;
}

export interface Quantile {
  /** From 0 to 1. */
  readonly q: number;
  readonly value: number;
}

/** A metric as questions may be asked of it; one of unknown type is a number like any other. */
export function toPageMetric({ name, type, unit, help, series }: PageFamily): PageMetric {
  const labels = new Set(series.flatMap((one) => Object.keys(one.labels)));
  const isPlain = type === 'info' || type === 'unknown';
  return { name, type: isPlain ? 'gauge' : type, unit, help, labels: [...labels].sort() };
}
