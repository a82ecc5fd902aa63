import { bucketQuantile } from '../../views/bucket-quantile.ts';
import type { Bucket } from './page.ts';

/** A quantile of buckets in any order; NaN without observations or without the +Inf bucket. */
export function histogramQuantile(q: number, unsorted: readonly Bucket[]): number {
  const buckets = unsorted.toSorted((a, b) => a.upperBound - b.upperBound);
  const bounds = buckets.map(({ upperBound }) => upperBound);
  if (bounds.pop() !== Number.POSITIVE_INFINITY) return Number.NaN;
  return bucketQuantile(
    q,
    bounds,
    buckets.map(({ count }) => count),
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
