import { haveSameItems } from '../../foundation/items.ts';
import { NO_EXEMPLARS } from '../../store/exemplars.ts';
import type { Distribution, Exemplar, SummaryState } from '../../store/family.ts';
import { assemble, type Parts } from './assemble.ts';
import { exemplarOf, exemplarsOf } from './exemplars.ts';
import type { PromLabels, PromValue } from './library.ts';

/** The kinds that the libraries have. */
export type PromKind = 'counter' | 'gauge' | 'histogram' | 'summary';

/** A series as it was read. */
export interface Point {
  /** Its own, without those of the registry. */
  readonly labels: PromLabels;
  readonly value: number;
  readonly distribution?: Distribution;
  readonly summary?: SummaryState;
  readonly exemplars: readonly Exemplar[];
}

/** The series of a metric from the lines of its page. Yields where the caller may pause. */
export function* readPoints(
  kind: PromKind,
  values: readonly PromValue[],
  /** A histogram's own, which distributions share where they have the same. */
  boundaries: readonly number[],
): Generator<undefined, Point[], void> {
  if (kind === 'histogram' || kind === 'summary') {
    const read = kind === 'summary' ? summaryPoint : histogramPoint(boundaries);
    const points: Point[] = [];
    for (const parts of (yield* assemble(kind, values)).values()) {
      const point = read(parts);
      if (point !== undefined) points.push(point);
      yield;
    }
    return points;
  }
  const points: Point[] = [];
  for (const line of values) {
    const { value, labels = {} } = line;
    // A counter to which NaN was added: OpenMetrics knows no such total.
    if (kind === 'gauge' || value >= 0)
      points.push({ labels, value, exemplars: exemplarsOf(line) });
    yield;
  }
  return points;
}

function summaryPoint({ labels, count, sum, marks }: Parts): Point | undefined {
  if (count === undefined || sum === undefined) return undefined;
  const quantiles = marks.map(({ at, line: { value } }) => ({ quantile: at, value }));
  return { labels, value: 0, summary: { count, sum, quantiles }, exemplars: NO_EXEMPLARS };
}

function histogramPoint(boundaries: readonly number[]) {
  return ({ labels, count, sum, marks }: Parts): Point | undefined => {
    if (count === undefined || sum === undefined) return undefined;
    const bounded = marks.filter(({ at }) => Number.isFinite(at));
    const totals = bounded.map(({ line: { value } }) => value);
    const own = bounded.map(({ at }) => at);
    const distribution: Distribution = {
      boundaries: haveSameItems(own, boundaries) ? boundaries : own,
      counts: [...totals, count].map((total, bucket) => total - (totals[bucket - 1] ?? 0)),
      count,
      sum,
      // Nobody has noted them.
      min: Number.NaN,
      max: Number.NaN,
    };
    const exemplars = marks.map(({ line }, bucket) => exemplarOf(line, bucket));
    return { labels, value: 0, distribution, exemplars: kept(exemplars) };
  };
}

function kept(exemplars: readonly (Exemplar | undefined)[]): readonly Exemplar[] {
  const own = exemplars.filter((exemplar) => exemplar !== undefined);
  return own.length === 0 ? NO_EXEMPLARS : own;
}
