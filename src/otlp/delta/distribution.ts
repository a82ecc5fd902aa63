import { haveSameItems } from '../../foundation/items.ts';
import { downscaled, trimmed } from '../../store/exponential.ts';
import type { Distribution, ExponentialBuckets } from '../../store/family.ts';

/** Of what came since a time the least and the greatest amount are not known. */
const UNKNOWN_RANGE = { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY } as const;

/** All of a distribution as what came since it began. */
export function whole(distribution: Distribution): Distribution {
  return { ...distribution, ...UNKNOWN_RANGE };
}

/** What came to a distribution since it was another; undefined where it began anew meanwhile. */
export function distributionSince(
  before: Distribution,
  now: Distribution,
): Distribution | undefined {
  if (!haveOneForm(before, now)) return undefined;
  const counts = countsSince(before.counts, now.counts);
  if (counts === undefined) return undefined;
  const { boundaries } = now;
  const totals = { count: now.count - before.count, sum: now.sum - before.sum, ...UNKNOWN_RANGE };
  if (before.exponential === undefined || now.exponential === undefined) {
    return { boundaries, counts, ...totals };
  }
  const exponential = bucketsSince(before.exponential, now.exponential);
  return exponential && { boundaries, counts, ...totals, exponential };
}

function haveOneForm(before: Distribution, now: Distribution): boolean {
  return (
    (before.boundaries === now.boundaries || haveSameItems(before.boundaries, now.boundaries)) &&
    (before.exponential === undefined) === (now.exponential === undefined)
  );
}

function countsSince(
  before: readonly number[],
  now: readonly number[],
): readonly number[] | undefined {
  const counts = now.slice();
  for (let bucket = 0; bucket < counts.length; bucket++) {
    const came = (now[bucket] as number) - (before[bucket] as number);
    if (came < 0) return undefined;
    counts[bucket] = came;
  }
  return counts;
}

/** At the scale of now: in the life of a series it only gets coarser. */
function bucketsSince(
  before: ExponentialBuckets,
  now: ExponentialBuckets,
): ExponentialBuckets | undefined {
  const zeroCount = now.zeroCount - before.zeroCount;
  if (before.scale < now.scale || zeroCount < 0) return undefined;
  const { offset, counts: gone } = trimmed(downscaled(before, now.scale));
  const counts = [...now.counts];
  for (const [position, count] of gone.entries()) {
    const at = offset + position - now.offset;
    const came = (counts[at] ?? 0) - count;
    if (came < 0) return undefined;
    if (count !== 0) counts[at] = came;
  }
  return trimmed({ ...now, zeroCount, counts });
}
