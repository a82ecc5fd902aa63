import type { Timeline } from './timeline.ts';

/** Ticks for which an answer is worked out, and from which tick each of them looks back. */
export interface Range {
  readonly from: number;
  readonly to: number;
  /** The oldest tick that one of them looks back to. */
  readonly base: number;
  /** For each tick from `from` on where its window begins; -1 where nothing can be told. */
  readonly starts: Int32Array;
  /** The seconds from there. */
  readonly seconds: Float64Array;
}

/**
 * Windows begin at the oldest moment that is at most `windowMs` ago; at the one before where there
 * is none, so that a page that was asleep for longer has an answer, too.
 */
export function rangeOf(timeline: Timeline, from: number, windowMs: number): Range {
  const to = timeline.last;
  const length = Math.max(0, to - from + 1);
  const starts = new Int32Array(length).fill(-1);
  const seconds = new Float64Array(length);
  let base = from;
  let start = timeline.first;
  let previous = -1;
  for (let tick = timeline.first; tick <= to; tick++) {
    if (timeline.isHole(tick)) continue;
    const timeMs = timeline.timeOf(tick);
    while (timeline.isHole(start) || timeMs - timeline.timeOf(start) > windowMs) start++;
    const begin = start < tick ? start : previous;
    previous = tick;
    if (tick < from || begin === -1) continue;
    starts[tick - from] = begin;
    seconds[tick - from] = (timeMs - timeline.timeOf(begin)) / 1000;
    base = Math.min(base, begin);
  }
  return { from, to, base, starts, seconds };
}
