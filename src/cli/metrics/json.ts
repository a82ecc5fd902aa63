import type { PageFamily, PageSeries } from '../page/page.ts';
import { totalsOf } from './totals.ts';

/** The metrics for programs; JSON has no numbers that are none, so these are texts. */
export function metricsJson(families: readonly PageFamily[], withSeries: boolean): string {
  const metrics = families.map((family) => {
    const { name, type, unit, help, series } = family;
    const { value, count, sum, p95 } = totalsOf(family);
    const mean = count !== undefined && sum !== undefined && count > 0 ? sum / count : undefined;
    return {
      ...{ name, type, unit, help, seriesCount: series.length, value, count, sum, mean, p95 },
      ...(withSeries && { series: series.map(seriesJson) }),
    };
  });
  return `${JSON.stringify({ metrics }, writable, 2)}\n`;
}

function seriesJson({ labels, value, count, sum, buckets, quantiles }: PageSeries): object {
  return { labels, value, count, sum, buckets, quantiles };
}

function writable(_key: string, value: unknown): unknown {
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}
