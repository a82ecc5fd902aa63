import type { Expression } from '../../views/expression.ts';
import type { Answer, Member } from './answer.ts';
import { countThere } from './presence.ts';
import type { Range } from './range.ts';

type Aggregate = (Expression & { readonly ask: 'value' })['aggregate'];

/** What the series say at each moment, taken together; what is no number is left out. */
export function levels(members: readonly Member[], range: Range, aggregate: Aggregate): Answer {
  const length = range.to - range.from + 1;
  const { begin, join } = WAYS[aggregate];
  const totals = new Float64Array(length).fill(begin);
  const counts = new Int32Array(length);
  for (const member of members) {
    eachLevel(member, range, (value, at) => {
      totals[at] = join(totals[at] ?? 0, value);
      counts[at] = (counts[at] ?? 0) + 1;
    });
  }
  return (at) => {
    const count = counts[at] ?? 0;
    if (count === 0) return null;
    return aggregate === 'avg' ? (totals[at] ?? 0) / count : (totals[at] ?? null);
  };
}

/** How many of the series there are. */
export function counted(members: readonly Member[], range: Range): Answer {
  const series = members.map((member) => member.series);
  const there = countThere(series, range);
  return (at) => there[at] || null;
}

interface Way {
  readonly begin: number;
  readonly join: (total: number, value: number) => number;
}

const add = (total: number, value: number) => total + value;

const WAYS: Readonly<Record<Aggregate, Way>> = {
  sum: { begin: 0, join: add },
  avg: { begin: 0, join: add },
  max: { begin: Number.NEGATIVE_INFINITY, join: Math.max },
  min: { begin: Number.POSITIVE_INFINITY, join: Math.min },
};

/** Calls back for each tick of the range at which the series is there with a number. */
function eachLevel(
  { series: { parts, spans }, part }: Member,
  { from, to }: Range,
  take: (value: number, at: number) => void,
): void {
  const steps = parts[part];
  if (steps === undefined) return;
  const { ticks, values } = steps;
  for (const span of spans) {
    const end = Math.min(to + 1, span.until);
    let tick = Math.max(from, span.from);
    for (let step = Math.max(0, steps.indexAt(tick)); tick < end; step++) {
      const value = values[step] ?? Number.NaN;
      const until = Math.min(end, ticks[step + 1] ?? end);
      if (Number.isNaN(value)) tick = Math.max(tick, until);
      else for (; tick < until; tick++) take(value, tick - from);
    }
  }
}
