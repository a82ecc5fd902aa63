import { bucketQuantile } from '../../views/bucket-quantile.ts';
import type { Answer, Member } from './answer.ts';
import { addGrowth, addUp, increaseAt } from './growth.ts';
import { countSeen } from './presence.ts';
import type { Range } from './range.ts';

/** Buckets of all series with the same bounds. */
interface Layout {
  readonly bounds: readonly number[];
  /** For each bound and for +Inf what was counted up to a tick. */
  readonly counts: readonly Float64Array[];
  /** How many of the series were there in the window of a tick. */
  readonly seen: Int32Array;
}

/** Before the buckets of a histogram's state. */
const COUNT_AND_SUM = 2;

/** A quantile of what histograms took in the window. */
export function quantiles(members: readonly Member[], range: Range, q: number): Answer {
  const byBounds = Map.groupBy(members, ({ series }) => series.bounds ?? []);
  // One that is native only has none to ask.
  const layouts = [...byBounds].flatMap(([bounds, alike]) =>
    bounds.length === 0 ? [] : [layoutOf(bounds, alike, range)],
  );
  const [only, ...others] = layouts;
  if (only === undefined) return () => null;
  if (others.length > 0) return (at) => overAll(layouts, { range, at, q });
  const counts = new Float64Array(only.bounds.length + 1);
  return (at) => {
    fillCumulative(only, { range, at, counts });
    return bucketQuantile(q, only.bounds, counts);
  };
}

interface Asked {
  readonly range: Range;
  readonly at: number;
  readonly q: number;
}

/** Buckets with different bounds as Prometheus adds them: each bound from those that have it. */
function overAll(layouts: readonly Layout[], { range, at, q }: Asked): number | null {
  const seen = layouts.filter((layout) => layout.seen[at]);
  const bounds = [...new Set(seen.flatMap((layout) => layout.bounds))].sort((a, b) => a - b);
  const total = new Float64Array(bounds.length + 1);
  for (const layout of seen) {
    const counts = new Float64Array(layout.bounds.length + 1);
    fillCumulative(layout, { range, at, counts });
    for (const [bucket, count] of counts.entries()) {
      const bound = layout.bounds[bucket];
      const place = bound === undefined ? bounds.length : bounds.indexOf(bound);
      total[place] = (total[place] ?? 0) + count;
    }
  }
  neverFall(total);
  return bucketQuantile(q, bounds, total);
}

function layoutOf(bounds: Layout['bounds'], members: readonly Member[], range: Range): Layout {
  const length = range.to - range.base + 1;
  const counts = Array.from([...bounds, Number.POSITIVE_INFINITY], (_, bucket) => {
    const grown = new Float64Array(length);
    for (const { series } of members) {
      addGrowth({ series, part: COUNT_AND_SUM + bucket }, range, grown);
    }
    addUp(grown);
    return grown;
  });
  const series = members.map((member) => member.series);
  return { bounds, counts, seen: countSeen(series, range) };
}

interface Filling {
  readonly range: Range;
  readonly at: number;
  readonly counts: Float64Array;
}

function fillCumulative(layout: Layout, { range, at, counts }: Filling): void {
  let below = 0;
  for (let bucket = 0; bucket < counts.length; bucket++) {
    const grown = layout.counts[bucket];
    if (grown !== undefined) below += increaseAt(grown, range, at);
    counts[bucket] = below;
  }
}

/** A bound that some of the series lack has fewer than the one below it, at times. */
function neverFall(counts: Float64Array): void {
  for (let at = 1; at < counts.length; at++) {
    counts[at] = Math.max(counts[at] ?? 0, counts[at - 1] ?? 0);
  }
}
