import { upperBound } from '../../store/exponential.ts';
import type { Distribution, Exemplar, ExponentialBuckets } from '../../store/family.ts';
import type { Group } from '../group.ts';
import type { Row } from '../lines.ts';
import { formatValue } from '../numbers.ts';
import { expectBuckets, expectSummary } from '../sample-check.ts';

export type LabelledRow = readonly [labels: string, row: Row];

/** One series as an object; `labels` is JSON already. Throws for a row without sense. */
export function seriesText(type: Group['type'], [labels, row]: LabelledRow): string {
  const state = JSON.stringify(stateOf(type, row));
  return `{"labels":${labels},${state.slice(1)}`;
}

function stateOf(type: Group['type'], row: Row): object {
  const created = inSeconds(row.startTimeMs);
  const exemplars = row.exemplars.length > 0 ? row.exemplars.map(exemplarOf) : undefined;
  switch (type) {
    case 'histogram':
      return { ...histogramOf(expectBuckets(row)), created, exemplars };
    case 'summary': {
      const { count, sum, quantiles } = expectSummary(row);
      const values = quantiles.map(({ quantile, value }) => ({ quantile, value: numberOf(value) }));
      return { count: numberOf(count), sum: numberOf(sum), quantiles: values, created };
    }
    case 'counter':
      return { value: numberOf(row.value), created, exemplars };
    default:
      return { value: numberOf(row.value) };
  }
}

/** Cumulative buckets, as everywhere in Prometheus; of a native histogram those that have any. */
function histogramOf({ boundaries, counts, count, sum, exponential }: Distribution): object {
  let total = 0;
  const buckets = counts.map((own, index) => {
    total += own;
    return { le: numberOf(boundaries[index] ?? Number.POSITIVE_INFINITY), count: total };
  });
  const native = exponential && nativeOf(exponential);
  return { count: numberOf(count), sum: numberOf(sum), buckets, native };
}

function nativeOf({ scale, offset, counts, zeroCount, zeroThreshold }: ExponentialBuckets): object {
  const buckets = counts.map((count, position) => ({
    gt: upperBound(offset + position - 1, scale),
    le: upperBound(offset + position, scale),
    count,
  }));
  const filled = buckets.filter(({ count }) => count > 0);
  return { schema: scale, zeroThreshold, zeroCount, buckets: filled };
}

function exemplarOf({ traceId, spanId, value, timeMs }: Exemplar): object {
  const labels = traceId === '' ? {} : { trace_id: traceId, span_id: spanId };
  return { labels, value: numberOf(value), timestamp: inSeconds(timeMs) };
}

/** A number, or the text of one that JSON has none for. */
function numberOf(value: number): number | string {
  return Number.isFinite(value) ? value : formatValue(value);
}

function inSeconds(timeMs: number): number {
  return Math.round(timeMs) / 1000;
}
