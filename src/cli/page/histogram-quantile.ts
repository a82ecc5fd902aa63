import type { Bucket } from './page.ts';

/**
 * Prometheus' `histogram_quantile`: the bucket that holds the rank, then a straight line through
 * it. NaN without observations or without the +Inf bucket; a rank beyond the last finite bound
 * answers with that bound.
 */
export function histogramQuantile(q: number, unsorted: readonly Bucket[]): number {
  const buckets = unsorted.toSorted((a, b) => a.upperBound - b.upperBound);
  const last = buckets.at(-1);
  if (last?.upperBound !== Number.POSITIVE_INFINITY || last.count === 0) return Number.NaN;
  const rank = q * last.count;
  const index = buckets.findIndex((bucket) => bucket.count >= rank);
  const holding = buckets[index];
  if (holding === undefined || holding === last) return buckets.at(-2)?.upperBound ?? Number.NaN;
  if (index === 0 && holding.upperBound <= 0) return holding.upperBound;
  const below = buckets[index - 1] ?? { upperBound: 0, count: 0 };
  const inBucket = holding.count - below.count;
  return (
    below.upperBound + ((holding.upperBound - below.upperBound) * (rank - below.count)) / inBucket
  );
}

/** Buckets of several series as those of one. */
export function addBuckets(all: readonly (readonly Bucket[])[]): readonly Bucket[] {
  const counts = new Map<number, number>();
  for (const buckets of all) {
    for (const { upperBound, count } of buckets)
      counts.set(upperBound, (counts.get(upperBound) ?? 0) + count);
  }
  return [...counts].map(([upperBound, count]) => ({ upperBound, count }));
}
