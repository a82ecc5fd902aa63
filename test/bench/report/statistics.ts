/** What a handful of samples says: their middle, and how far they lie apart. */
export interface Summary {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** From so many samples on, the spread is that of the middle half: a single hiccup is no finding. */
const MANY = 8;

/**
 * The median, and the spread as the quartiles; of fewer than eight samples, as the least and the
 * greatest. Throws without samples.
 */
export function summarize(samples: readonly number[]): Summary {
  const sorted = [...samples].sort((a, b) => a - b);
  const trim = sorted.length < MANY ? 0 : 0.25;
  return {
    median: quantile(sorted, 0.5),
    low: quantile(sorted, trim),
    high: quantile(sorted, 1 - trim),
  };
}

export function median(samples: readonly number[]): number {
  return summarize(samples).median;
}

/**
 * By how much a ratio differs from 1, as a share of it: `0.05` is five per cent more. `'none'` when
 * its spread reaches 1, or as near to 1 as `control` strays from it, the ratio of two things that
 * are the same.
 */
export function difference(ratio: Summary, control?: Summary): number | 'none' {
  const unsure = control === undefined ? 0 : Math.max(1 - control.low, control.high - 1);
  const differs = ratio.low > 1 + unsure || ratio.high < 1 - unsure;
  return differs ? ratio.median - 1 : 'none';
}

/** A line through points by least squares. */
export interface Slope {
  readonly perUnit: number;
  /** Half of the interval that holds the true slope in about 95 of 100 cases. */
  readonly uncertainty: number;
}

const STANDARD_ERRORS = 2;

/** The slope of `y` over `x`, for three points or more. */
export function slope(points: readonly { readonly x: number; readonly y: number }[]): Slope {
  const meanX = mean(points.map(({ x }) => x));
  const meanY = mean(points.map(({ y }) => y));
  const squares = sum(points.map(({ x }) => (x - meanX) ** 2));
  const perUnit = sum(points.map(({ x, y }) => (x - meanX) * (y - meanY))) / squares;
  const residuals = sum(points.map(({ x, y }) => (y - meanY - perUnit * (x - meanX)) ** 2));
  const standardError = Math.sqrt(residuals / (points.length - 2) / squares);
  return { perUnit, uncertainty: STANDARD_ERRORS * standardError };
}

function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) throw new Error('no samples');
  return below + (above - below) * (position - Math.floor(position));
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
