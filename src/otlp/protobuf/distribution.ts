import type { Distribution, Series } from '../../store/family.ts';

/** Throws for a series without buckets, or with some that do not belong to its bounds. */
export function expectDistribution({ distribution }: Series): Distribution {
  if (distribution === undefined) throw new TypeError('a histogram series has no distribution');
  const { boundaries, counts } = distribution;
  if (counts.length !== boundaries.length + 1) {
    throw new TypeError(`${boundaries.length} bounds do not make ${counts.length} buckets`);
  }
  return distribution;
}

/**
 * Whether the least and the greatest amount are known: there are none of nothing, and others'
 * histograms and what came since a time don't tell them.
 */
export function hasRange({ min, max }: Distribution): boolean {
  return min <= max;
}
