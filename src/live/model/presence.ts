import type { Range } from './range.ts';
import type { Series } from './series.ts';

/** How many of the series are there, for each tick from `from` on. */
export function countThere(members: readonly Series[], { from, to }: Range): Int32Array {
  const steps = new Int32Array(to - from + 2);
  for (const { spans } of members) {
    for (const { from: born, until } of spans) mark(steps, born - from, until - from);
  }
  return summed(steps);
}

/** How many of the series have been there since the windows of the ticks began. */
export function countSeen(members: readonly Series[], range: Range): Int32Array {
  const { from, to, starts } = range;
  const steps = new Int32Array(to - from + 2);
  for (const { spans } of members) {
    for (const { from: born, until } of spans) {
      // The last moment of a span is in all windows that begin before it.
      let end = Math.max(born, from) - from;
      if (until > to) end = starts.length;
      else while (end < starts.length && (starts[end] ?? 0) < until - 1) end++;
      mark(steps, born - from, end);
    }
  }
  return summed(steps);
}

function mark(steps: Int32Array, begin: number, end: number): void {
  const last = steps.length - 1;
  const at = Math.max(0, begin);
  const until = Math.min(last, end);
  if (at >= until) return;
  steps[at] = (steps[at] ?? 0) + 1;
  steps[until] = (steps[until] ?? 0) - 1;
}

function summed(steps: Int32Array): Int32Array {
  for (let at = 1; at < steps.length; at++) steps[at] = (steps[at] ?? 0) + (steps[at - 1] ?? 0);
  return steps;
}
