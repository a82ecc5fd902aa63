import { fail, numberOf } from './exposition-line.ts';
import type { OpenMetricsSample } from './openmetrics-parser.ts';

/** Checks the samples of one label set: canonical, ascending bounds, counts that never fall, and what belongs to them. */
export function checkOpenMetricsHistogram(name: string, point: readonly OpenMetricsSample[]): void {
  const buckets = point.filter((sample) => sample.name === `${name}_bucket`);
  const amount = (suffix: string) => point.find((sample) => sample.name === name + suffix)?.value;
  const bounds = buckets.map(({ labels }) => boundOf(labels.le ?? ''));
  const counts = buckets.map(({ value }) => value);
  if (!isAscending(bounds, (one, next) => one < next)) fail(`the bounds of ${name} do not ascend`);
  if (!isAscending(counts, (one, next) => one <= next)) fail(`${name} is not cumulative`);
  if (bounds.at(-1) !== Number.POSITIVE_INFINITY) fail(`${name} has no +Inf bucket`);
  const count = amount('_count');
  const sum = amount('_sum');
  if ((count === undefined) !== (sum === undefined)) fail(`${name} has only one of count and sum`);
  if (count !== undefined && count !== counts.at(-1)) fail(`${name} counts two numbers`);
  if (sum !== undefined && (bounds[0] ?? 0) < 0) fail(`${name} has a sum that may fall`);
}

export function isAscending(
  all: readonly number[],
  isInOrder: (one: number, next: number) => boolean,
) {
  return all.every((one, index) => index === 0 || isInOrder(all[index - 1] ?? one, one));
}

/** A bound or a quantile, which must be written as Go would write it, with `.0` where nothing says that it is no integer. */
export function boundOf(text: string, name: 'le' | 'quantile' = 'le'): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY;
  const bound = numberOf(text);
  const size = Math.abs(bound);
  const isShort = size === 0 || (size >= 1e-4 && size < 1e6);
  const form = isShort ? /^-?\d+\.\d+$/ : /^-?\d(?:\.\d*[1-9])?e[+-]\d\d+$/;
  if (!form.test(text) || Number(text) !== bound) fail(`${name}="${text}" is not canonical`);
  return bound;
}
