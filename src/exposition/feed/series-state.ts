import type { Distribution } from '../../store/family.ts';
import type { MetricType } from '../group.ts';
import type { Row } from '../lines.ts';
import { expectBuckets, expectSummary } from '../sample-check.ts';

/** What a series says at a moment. */
export interface SeriesState {
  /** Of a counter or a gauge its value; of others as `FeedState`. */
  readonly numbers: number | readonly number[];
  /** Bounds of buckets or quantiles: what the numbers belong to. */
  readonly marks: readonly number[];
}

/** A series as it was in the last frame. */
export interface KnownSeries extends SeriesState {
  readonly id: number;
  /** As JSON. */
  readonly labels: string;
  numbers: SeriesState['numbers'];
  /** Number of the frame for which it was there last. */
  seen: number;
}

const NO_MARKS: readonly number[] = [];

/** What a state is made of. A row makes its distribution anew each time that it is asked. */
export type StateRow = Pick<Row, 'value' | 'distribution' | 'summary'>;

/** Throws for a row without sense. */
export function stateOf(type: MetricType, row: StateRow): SeriesState {
  switch (type) {
    case 'histogram': {
      const { distribution } = row;
      const { boundaries, counts, count, sum } = expectBuckets({ distribution });
      return { numbers: [count, sum, ...counts], marks: boundaries };
    }
    case 'summary': {
      const { quantiles, count, sum } = expectSummary({ summary: row.summary });
      return {
        numbers: [count, sum, ...quantiles.map(({ value }) => value)],
        marks: quantiles.map(({ quantile }) => quantile),
      };
    }
    default:
      return { numbers: row.value, marks: NO_MARKS };
  }
}

export function saysTheSame(one: SeriesState['numbers'], other: SeriesState['numbers']): boolean {
  if (typeof one === 'number' || typeof other === 'number') return Object.is(one, other);
  return areEqual(one, other);
}

/** Whether these are the numbers of a distribution: most of those that are looked at did not change. */
export function areThoseOf(
  numbers: SeriesState['numbers'],
  { count, sum, counts }: Distribution,
): boolean {
  if (typeof numbers === 'number' || numbers.length !== counts.length + 2) return false;
  if (numbers[0] !== count || !Object.is(numbers[1], sum)) return false;
  for (let at = 0; at < counts.length; at++) if (numbers[at + 2] !== counts[at]) return false;
  return true;
}

export function areEqual(one: readonly number[], other: readonly number[]): boolean {
  if (one === other) return true;
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (!Object.is(one[at], other[at])) return false;
  return true;
}

/** As `FeedState` in JSON. */
export function stateText(numbers: SeriesState['numbers']): string {
  if (typeof numbers === 'number') return numberText(numbers);
  let text = '';
  for (const number of numbers) text += `${text === '' ? '[' : ','}${numberText(number)}`;
  return `${text}]`;
}

function numberText(number: number): string {
  return Number.isFinite(number) ? String(number) : 'null';
}

/** Marks are those of an instrument mostly, and the same for all its series. */
const knownMarks = new WeakMap<readonly number[], string>();

/** As a member of `FeedSeries` in JSON. */
export function marksText(type: MetricType | 'info', marks: readonly number[]): string {
  if (type !== 'histogram' && type !== 'summary') return '';
  let text = knownMarks.get(marks);
  if (text === undefined) {
    text = `,"${type === 'histogram' ? 'bounds' : 'quantiles'}":${JSON.stringify(marks)}`;
    knownMarks.set(marks, text);
  }
  return text;
}
