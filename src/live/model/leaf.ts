import type { Leaf } from '../../views/expression.ts';
import type { NamesOf } from '../../views/names.ts';
import { labelOf, type NamedSubject, nameSubject } from '../../views/subject.ts';
import type { Answer, Member } from './answer.ts';
import { rates } from './growth.ts';
import type { History } from './history.ts';
import { labelKey } from './label-key.ts';
import { counted, levels } from './levels.ts';
import type { Line } from './line.ts';
import { matching } from './matching.ts';
import { quantiles } from './quantiles.ts';
import { type Range, rangeOf } from './range.ts';
import { type Series, valueOfLabel } from './series.ts';
import type { Timeline } from './timeline.ts';

export interface EvaluateOptions {
  /** The same function while the names are the same: answers are kept by it. */
  readonly names: NamesOf;
  /** What rates and quantiles look back on. */
  readonly windowMs: number;
}

/** The series that make one line. */
interface Group {
  readonly labels: Line['labels'];
  members: Member[];
  values: Line['values'];
}

/** One leaf's lines. They are kept, and only what is new is worked out. */
export class LeafLines {
  readonly #leaf: Leaf;
  readonly #subject: NamedSubject;
  readonly #isAsked: (series: Series) => boolean;
  readonly #windowMs: number;
  #groups = new Map<string, Group>();
  #series: readonly Series[] | undefined;
  /** The first tick that is not in `values`. */
  #next = 0;

  constructor(leaf: Leaf, { names, windowMs }: EvaluateOptions) {
    this.#leaf = leaf;
    this.#subject = nameSubject(leaf.of, names);
    this.#isAsked = matching(this.#subject, leaf.where ?? []);
    this.#windowMs = windowMs;
  }

  lines(history: History): readonly Line[] {
    const series = history.seriesOf(this.#subject.name);
    if (series !== this.#series) this.#regroup(series);
    this.#series = series;
    this.#advance(history);
    return [...this.#groups.values()]
      .filter(isKnown)
      .map(({ labels, values }) => ({ labels, values }));
  }

  #regroup(all: readonly Series[]): void {
    const groups = this.#groups;
    for (const group of groups.values()) group.members = [];
    for (const series of all) {
      const part = partOf(this.#leaf, this.#subject, series);
      if (part === undefined || !this.#isAsked(series)) continue;
      const labels = this.#labelsOf(series);
      const key = labelKey(labels);
      const group = groups.get(key) ?? { labels, members: [], values: [] };
      group.members.push({ series, part });
      groups.set(key, group);
    }
    this.#groups = new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #labelsOf(series: Series): Line['labels'] {
    const roles = (this.#leaf.by ?? []).flatMap((role) => {
      const label = labelOf(this.#subject, role);
      return label === undefined ? [] : [[role, valueOfLabel(series, label)] as const];
    });
    return Object.fromEntries(roles);
  }

  #advance({ timeline }: History): void {
    const from = Math.max(this.#next, timeline.first);
    const kept = from - timeline.first;
    const range = rangeOf(timeline, from, this.#windowMs);
    for (const [key, group] of this.#groups) {
      const before = group.values.length === 0 ? nothing(kept) : lastOf(group.values, kept);
      const answer = answerOf(this.#leaf, group.members, range);
      group.values = before.concat(toldOf(answer, range, timeline));
      const isOver = group.members.length === 0 && !isKnown(group);
      if (isOver) this.#groups.delete(key);
    }
    this.#next = timeline.last + 1;
  }
}

function nothing(count: number): Line['values'] {
  return Array.from({ length: count }, () => null);
}

function lastOf(values: Line['values'], count: number): Line['values'] {
  return values.slice(values.length - count);
}

function isKnown({ values }: Line): boolean {
  return values.some((value) => value !== null);
}

function toldOf(answer: Answer, { from, to }: Range, timeline: Timeline): (number | null)[] {
  const told: (number | null)[] = [];
  for (let tick = from; tick <= to; tick++) {
    const value = timeline.isHole(tick) ? null : answer(tick - from);
    told.push(Number.isFinite(value) ? value : null);
  }
  return told;
}

function answerOf(leaf: Leaf, members: readonly Member[], range: Range): Answer {
  switch (leaf.ask) {
    case 'rate':
      return rates(members, range);
    case 'quantile':
      return quantiles(members, range, leaf.q);
    case 'value':
      return levels(members, range, leaf.aggregate);
    case 'summary-quantile':
      return levels(members, range, 'max');
    case 'count':
      return counted(members, range);
  }
}

/** The part of a series' state that is asked for; undefined where it has none. */
function partOf(leaf: Leaf, { type }: NamedSubject, series: Series): number | undefined {
  const isCounting = type === 'histogram' || type === 'summary';
  switch (leaf.ask) {
    case 'rate':
      if (leaf.part === 'sum') return isCounting ? 1 : undefined;
      return 0;
    case 'summary-quantile': {
      const index = series.quantiles?.indexOf(leaf.q) ?? -1;
      return index === -1 ? undefined : 2 + index;
    }
    case 'quantile':
      return type === 'histogram' ? 0 : undefined;
    default:
      return 0;
  }
}
