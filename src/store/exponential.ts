import type { ExponentialBuckets } from './family.ts';

/** The finest scale that is counted in: the highest that Prometheus takes. */
export const MAX_SCALE = 8;
/** The coarsest that Prometheus takes. */
const MIN_SCALE = -4;
/** Most buckets beside the one for zero (SDK specification, default of MaxSize). */
export const MOST_BUCKETS = 160;
/** Amounts up to here count as zero (compatibility specification, where nothing else is said). */
export const ZERO_THRESHOLD = 1e-128;
/** Empty buckets between others that cost less, shown as such, than another span would. */
const LONGEST_FILLED_GAP = 2;

/** Buckets as Prometheus's native histograms have them: known by their upper bounds, and sparse. */
export interface NativeLayout {
  readonly schema: number;
  /** The first offset is an index, each further one the number of buckets that were left out. */
  readonly spans: readonly { readonly offset: number; readonly length: number }[];
  /** Each bucket's count as the difference to the one before. */
  readonly deltas: readonly number[];
}

/**
 * The buckets of non-negative amounts in Prometheus's layout, downscaled where they are finer than
 * it takes; undefined where they are too coarse for it, and the point has to be left out.
 */
export function spansOf(buckets: ExponentialBuckets): NativeLayout | undefined {
  if (buckets.scale < MIN_SCALE) return undefined;
  const { scale, offset, counts } = downscaled(buckets, MAX_SCALE);
  const spans: { offset: number; length: number }[] = [];
  const deltas: number[] = [];
  let last = 0;
  const add = (span: { length: number }, count: number) => {
    span.length++;
    deltas.push(count - last);
    last = count;
  };
  let next = 0;
  for (const [position, count] of counts.entries()) {
    if (count === 0) continue;
    // OpenTelemetry knows a bucket by its lower bound.
    const index = offset + position + 1;
    const gap = index - next;
    next = index + 1;
    const previous = spans.at(-1);
    const continues = previous !== undefined && gap <= LONGEST_FILLED_GAP;
    const span = continues ? previous : { offset: gap, length: 0 };
    if (!continues) spans.push(span);
    else for (let empty = 0; empty < gap; empty++) add(span, 0);
    add(span, count);
  }
  return { schema: scale, spans, deltas };
}

/**
 * Two distributions as one: at the finest scale that both have and that needs no more than
 * `MOST_BUCKETS`, with the larger zero bucket. Of what we record it is exactly what one instrument
 * would have recorded, in any order.
 */
export function mergedBuckets(
  one: ExponentialBuckets,
  other: ExponentialBuckets,
): ExponentialBuckets {
  return merged(one, other, summed);
}

/** The same with as many buckets as `sum` makes at the finest scale that both have, or a coarser one. */
export function merged(
  one: ExponentialBuckets,
  other: ExponentialBuckets,
  sum: (parts: readonly BucketCounts[], scale: number) => BucketCounts,
): ExponentialBuckets {
  const zeroThreshold = commonThreshold(one, other);
  const sides = [one, other].map((side) => withThreshold(trimmed(side), zeroThreshold));
  const zeroCount = sides.reduce((total, side) => total + side.zeroCount, 0);
  // Without amounts a scale says nothing.
  const filled = sides.filter(({ counts }) => counts.length > 0);
  const scale = Math.min(...(filled.length > 0 ? filled : sides).map((side) => side.scale));
  return { ...sum(filled, scale), zeroCount, zeroThreshold };
}

/** The same amounts in buckets that are no finer than `scale`. */
export function downscaled(buckets: ExponentialBuckets, scale: number): ExponentialBuckets {
  return buckets.scale <= scale ? buckets : { ...buckets, ...added([buckets], scale) };
}

/** By how much the scale has to go down for these indices and what is between to fit. */
export function stepsToFit(lowest: number, highest: number): number {
  let steps = 0;
  while (indexAfter(highest, steps) - indexAfter(lowest, steps) >= MOST_BUCKETS) steps++;
  return steps;
}

/** The index of a bucket's amounts at a scale that is coarser by `steps`. Not `>>`, which takes 31. */
function indexAfter(index: number, steps: number): number {
  return Math.floor(index / 2 ** steps);
}

/** Buckets without the one for zero. */
export type BucketCounts = Pick<ExponentialBuckets, 'scale' | 'offset' | 'counts'>;

/** At this scale or the next coarser one at which they fit. */
function summed(parts: readonly BucketCounts[], scale: number): BucketCounts {
  const { lowest, highest } = rangeOf(parts, scale);
  return added(parts, scale - stepsToFit(lowest, highest));
}

/** All of them at a scale that none is coarser than. */
export function added(parts: readonly BucketCounts[], scale: number): BucketCounts {
  if (parts.length === 0) return { scale, offset: 0, counts: [] };
  const { lowest, highest } = rangeOf(parts, scale);
  const counts = new Array<number>(highest - lowest + 1).fill(0);
  for (const part of parts) {
    const width = 2 ** (part.scale - scale);
    let index = part.offset;
    for (const count of part.counts) {
      const target = Math.floor(index++ / width) - lowest;
      counts[target] = (counts[target] as number) + count;
    }
  }
  return { scale, offset: lowest, counts };
}

function rangeOf(
  parts: readonly BucketCounts[],
  scale: number,
): { lowest: number; highest: number } {
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { offset, counts, scale: finer } of parts) {
    lowest = Math.min(lowest, indexAfter(offset, finer - scale));
    highest = Math.max(highest, indexAfter(offset + counts.length - 1, finer - scale));
  }
  return { lowest, highest };
}

/** Without the empty buckets at both ends. */
export function trimmed(buckets: ExponentialBuckets): ExponentialBuckets {
  const { counts, offset } = buckets;
  const first = counts.findIndex((count) => count !== 0);
  if (first === -1) return { ...buckets, offset: 0, counts: [] };
  const end = counts.findLastIndex((count) => count !== 0) + 1;
  return { ...buckets, offset: offset + first, counts: counts.slice(first, end) };
}

/**
 * The larger threshold, raised to the end of the bucket that it would cut (data model
 * specification, zero threshold). A bucket that reaches over the threshold of its own has only
 * amounts above it.
 */
function commonThreshold(one: ExponentialBuckets, other: ExponentialBuckets): number {
  let threshold = Math.max(one.zeroThreshold, other.zeroThreshold);
  for (let before = -1; before < threshold; ) {
    before = threshold;
    threshold = Math.max(endOfCut(one, threshold), endOfCut(other, threshold));
  }
  return threshold;
}

/** Where the filled bucket ends in whose midst the threshold is; else the threshold. */
function endOfCut(buckets: ExponentialBuckets, threshold: number): number {
  if (threshold === buckets.zeroThreshold) return threshold;
  const { offset, counts, scale } = buckets;
  const cut = counts.findIndex(
    (count, position) => count > 0 && upperBound(offset + position, scale) > threshold,
  );
  if (cut === -1 || upperBound(offset + cut - 1, scale) >= threshold) return threshold;
  return upperBound(offset + cut, scale);
}

/** With the buckets below the threshold in the one for zero. */
function withThreshold(buckets: ExponentialBuckets, zeroThreshold: number): ExponentialBuckets {
  if (zeroThreshold === buckets.zeroThreshold) return buckets;
  const { offset, counts, scale } = buckets;
  const isZero = (position: number) => upperBound(offset + position, scale) <= zeroThreshold;
  const zeros = counts.filter((_, position) => isZero(position));
  const zeroCount = zeros.reduce((total, count) => total + count, buckets.zeroCount);
  const rest = { offset: offset + zeros.length, counts: counts.slice(zeros.length) };
  return trimmed({ ...buckets, ...rest, zeroCount, zeroThreshold });
}

/** The last bucket ends with the greatest number that there is. */
export function upperBound(index: number, scale: number): number {
  return Math.min(2 ** ((index + 1) * 2 ** -scale), Number.MAX_VALUE);
}
