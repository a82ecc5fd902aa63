import { addBuckets, histogramQuantile } from '../page/histogram-quantile.ts';
import type { Bucket, PageFamily, PageSeries } from '../page/page.ts';

/** What the series of a metric come to together. */
export interface Totals {
  /** Of a counter the sum. Of a gauge the sum, too, or where that would mean nothing the highest. */
  readonly value?: number;
  /** How `value` was made of several series. */
  readonly how?: 'sum' | 'max';
  /** Of a histogram or a summary. */
  readonly count?: number;
  readonly sum?: number;
  readonly buckets?: readonly Bucket[];
  /** Of a summary the highest of its series. */
  readonly p95?: number;
}

const P95 = 0.95;
/** Shares and temperatures of several things are no sum of anything. */
const NOT_ADDED = /^(?:ratio|percent|celsius)$/;
const IS_MOMENT = /(?:timestamp|start_time|created)_seconds$/;

export function totalsOf({ name, type, unit, series }: PageFamily): Totals {
  switch (type) {
    case 'histogram': {
      const buckets = addBuckets(series.map((one) => one.buckets ?? []));
      return { ...counts(series), buckets, p95: histogramQuantile(P95, buckets) };
    }
    case 'summary':
      return { ...counts(series), p95: highest(series.map(p95Of)) };
    default: {
      const values = series.map(({ value }) => value);
      const isMax = type !== 'counter' && (NOT_ADDED.test(unit) || IS_MOMENT.test(name));
      const how = isMax ? 'max' : 'sum';
      return { how, value: isMax ? highest(values) : added(values) };
    }
  }
}

function counts(series: readonly PageSeries[]): { count: number; sum: number } {
  return {
    count: added(series.map(({ count }) => count)),
    sum: added(series.map(({ sum }) => sum)),
  };
}

function p95Of({ quantiles }: PageSeries): number | undefined {
  return quantiles?.find(({ q }) => q === P95)?.value;
}

/** NaN where there is nothing to add. */
function added(values: readonly (number | undefined)[]): number {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? Number.NaN : known.reduce((sum, value) => sum + value, 0);
}

function highest(values: readonly (number | undefined)[]): number {
  let most = Number.NaN;
  for (const value of values) {
    const counts = value !== undefined && !Number.isNaN(value);
    if (counts && !(value <= most)) most = value;
  }
  return most;
}
