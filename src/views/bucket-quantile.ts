/**
 * Prometheus' `histogram_quantile`: the bucket that holds the rank, then a straight line through it.
 * `counts` are cumulative, one for each bound and one for +Inf. NaN without measurements; a rank
 * beyond the last bound answers with that bound.
 */
export function bucketQuantile(
  q: number,
  bounds: ArrayLike<number>,
  counts: ArrayLike<number>,
): number {
  const last = bounds.length;
  const total = counts[last] ?? 0;
  if (!(total > 0)) return Number.NaN;
  const rank = q * total;
  let index = 0;
  while (index < last && (counts[index] ?? 0) < rank) index++;
  if (index === last) return bounds[last - 1] ?? Number.NaN;
  const upper = bounds[index] ?? Number.NaN;
  if (index === 0 && upper <= 0) return upper;
  const lower = index === 0 ? 0 : (bounds[index - 1] ?? 0);
  const below = index === 0 ? 0 : (counts[index - 1] ?? 0);
  const inBucket = (counts[index] ?? 0) - below;
  return lower + ((upper - lower) * (rank - below)) / inBucket;
}
