import { added, type BucketCounts, merged } from './exponential.ts';
import type { ExponentialBuckets, Quantile } from './family.ts';

/** The scale of a window's buckets: what stands for one of them is off by 0.55 % at the most. */
export const WINDOW_SCALE = 6;
/** Most buckets of a window beside the one for zero: amounts up to four billion times the least. */
export const MOST_WINDOW_BUCKETS = 2048;
/** Windows grow by so many buckets: one octave. */
export const OCTAVE = 1 << WINDOW_SCALE;

/**
 * The quantiles of a window's amounts, by nearest rank: the exact one is the least amount that at
 * least `quantile * amounts` of them don't exceed, always one that was recorded. What is told is
 * within half a bucket of it.
 *
 * @param quantiles ascending
 */
export function quantilesOf(
  { scale, offset, counts, zeroCount }: ExponentialBuckets,
  quantiles: readonly number[],
): Quantile[] {
  const total = counts.reduce((sum, count) => sum + count, zeroCount);
  let position = -1;
  let reached = zeroCount;
  return quantiles.map((quantile) => {
    if (total === 0) return { quantile, value: Number.NaN };
    while (reached < quantile * total && position < counts.length - 1) {
      reached += counts[++position] as number;
    }
    return { quantile, value: position < 0 ? 0 : middleOf(offset + position, scale) };
  });
}

/**
 * Two windows as one, whose quantiles are those of all amounts together: at equal scales exactly what
 * one window would have taken, in any order. Past `MOST_WINDOW_BUCKETS` the lowest ones are put
 * together, so that the quantiles of large amounts stay as good as they are.
 */
export function mergedWindows(
  one: ExponentialBuckets,
  other: ExponentialBuckets,
): ExponentialBuckets {
  const sum = merged(one, other, added);
  return { ...sum, ...highestOf(sum) };
}

/** The index from which on buckets are kept apart, where the one before `end` is the highest. */
function lowestKept(end: number): number {
  return Math.ceil(end / OCTAVE) * OCTAVE - MOST_WINDOW_BUCKETS;
}

function highestOf({ scale, offset, counts }: BucketCounts): BucketCounts {
  const surplus = lowestKept(offset + counts.length) - offset;
  if (surplus <= 0) return { scale, offset, counts };
  const lowest = counts.slice(0, surplus + 1).reduce((sum, count) => sum + count, 0);
  return { scale, offset: offset + surplus, counts: [lowest, ...counts.slice(surplus + 1)] };
}

/** What has the same relative distance to both bounds of a bucket. */
function middleOf(index: number, scale: number): number {
  const ratio = 2 ** (2 ** -scale);
  return 2 ** (index * 2 ** -scale) * ((2 * ratio) / (1 + ratio));
}
