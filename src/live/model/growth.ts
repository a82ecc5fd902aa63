import type { Answer, Member } from './answer.ts';
import { countSeen } from './presence.ts';
import type { Range } from './range.ts';

/** By how much the series grow together per second. */
export function rates(members: readonly Member[], range: Range): Answer {
  const grown = new Float64Array(range.to - range.base + 1);
  for (const member of members) addGrowth(member, range, grown);
  addUp(grown);
  const seen = countSeen(
    members.map(({ series }) => series),
    range,
  );
  return (at) => (seen[at] ? increaseAt(grown, range, at) / (range.seconds[at] ?? 0) : null);
}

/** Adds what a series grew by at each tick after the range's base, which is the first place. */
export function addGrowth({ series, part }: Member, range: Range, grown: Float64Array): void {
  const steps = series.parts[part];
  if (steps === undefined) return;
  const { ticks, values } = steps;
  for (let step = steps.indexAt(range.base) + 1; step < ticks.length; step++) {
    const tick = ticks[step] ?? 0;
    if (tick > range.to) return;
    const value = values[step] ?? Number.NaN;
    const grew = series.begun.has(tick) ? value : growth(values[step - 1] ?? value, value);
    // Not from or to what is no number.
    if (!Number.isNaN(grew)) grown[tick - range.base] = (grown[tick - range.base] ?? 0) + grew;
  }
}

/** What fell began anew, as for Prometheus: a sum may fall alone. */
function growth(before: number, value: number): number {
  return value < before ? value : value - before;
}

/** Turns what was added at each tick into what there is by then. */
export function addUp(grown: Float64Array): void {
  let total = 0;
  for (let at = 0; at < grown.length; at++) {
    total += grown[at] ?? 0;
    grown[at] = total;
  }
}

/** How much was added in the window of a tick; NaN where there is none. */
export function increaseAt(grown: Float64Array, range: Range, at: number): number {
  const start = range.starts[at] ?? -1;
  if (start < 0) return Number.NaN;
  const end = grown[range.from + at - range.base] ?? Number.NaN;
  return end - (grown[start - range.base] ?? Number.NaN);
}
