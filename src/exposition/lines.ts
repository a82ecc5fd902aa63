import type { Distribution, Family, Series } from '../store/family.ts';
import type { SampleStart } from './escaping.ts';

/** Lines of a histogram's series beside its bounded buckets: +Inf, sum and count. */
export const FURTHER_LINES = 3;
/** Those of a summary's series beside its quantiles: sum and count. */
export const FURTHER_SUMMARY_LINES = 2;

/** Lines of a series that differ in a label of their own. */
export function ownLines({ kind, descriptor }: Pick<Family, 'kind' | 'descriptor'>): number {
  // Every descriptor has boundaries, whatever it is.
  if (kind === 'histogram') return descriptor.boundaries.length;
  return kind === 'summary' ? (descriptor.summary?.quantiles.length ?? 0) : 0;
}

/** What lines are made of beside a name and a label text. */
export type Row = Pick<Series, 'value' | 'distribution' | 'summary' | 'startTimeMs' | 'exemplars'>;

/** A text with the lines of one row after it. Throws, as `bucketsOf`, for a row without sense. */
export type AppendLines = (text: string, labels: string, row: Row) => string;

/** How the series of a group become lines. */
export interface LineWriter {
  /** Equal where the lines are: what was written with an equal one need not be written again. */
  readonly key: string;
  /** How many of a series' lines are none of a bounded bucket, nor of a quantile. */
  readonly furtherLines: number;
  readonly append: AppendLines;
  /** Throws where `append` would. */
  readonly check: (row: Row) => void;
}

export function labelled({ bare, open }: SampleStart, labels: string): string {
  return labels === '' ? bare : `${open}${labels}}`;
}

/** What stands before the bound of each bucket. */
export function bucketStart(start: SampleStart, labels: string): string {
  return furtherLabel(start, labels, 'le="');
}

/**
 * What stands before the value of a label that lines of one series have of their own. Of as few parts
 * as can be: V8 goes through all of them for each of the lines.
 *
 * @param label Its name, `=` and the first quote.
 */
export function furtherLabel({ open }: SampleStart, labels: string, label: string): string {
  return `${open}${labels}${labels === '' ? '' : ','}${label}`;
}

/** Bounded buckets and the one of +Inf as they are written. */
export interface Bounds {
  /** The `le` of each, +Inf last. */
  readonly texts: readonly string[];
  /** The first one that is written. */
  readonly first: number;
}

export interface Buckets extends Pick<Distribution, 'counts' | 'count' | 'sum'> {
  readonly bounds: Bounds;
}

/** Makes bounds of boundaries. Throws where these are none. */
export type BoundsOf = (boundaries: readonly number[]) => Bounds;

/** What a histogram's lines are made of. Throws where counts and boundaries don't fit each other. */
export function bucketsOf(
  { distribution }: Pick<Row, 'distribution'>,
  boundsOf: BoundsOf,
): Buckets {
  if (distribution === undefined) throw new TypeError('a histogram has no distribution');
  const bounds = boundsOf(distribution.boundaries);
  const { counts, count, sum } = distribution;
  if (counts.length !== bounds.texts.length) {
    throw new TypeError('counts do not fit the boundaries');
  }
  return { counts, count, sum, bounds };
}

/** By itself, so that V8 optimizes the loop without all that is around it: that takes it long. */
export function appendBuckets(text: string, start: string, { counts, bounds }: Buckets): string {
  const { texts, first } = bounds;
  let lines = text;
  let total = 0;
  for (let i = 0; i < texts.length; i++) {
    total += counts[i] as number;
    if (i < first) continue;
    lines += start;
    lines += texts[i];
    lines += `"} ${total}\n`;
  }
  return lines;
}

/** Bounds by their boundaries, which the series of an instrument share. */
export function createBounds(
  format: (bound: number) => string,
  isWritten: (bound: number) => boolean = () => true,
): BoundsOf {
  const known = new WeakMap<readonly number[], Bounds>();
  return (boundaries) => {
    let bounds = known.get(boundaries);
    if (bounds === undefined) {
      if (!boundaries.every(isNextBound)) throw new TypeError('boundaries are not ascending');
      const first = boundaries.findIndex(isWritten);
      bounds = {
        texts: [...boundaries.map(format), '+Inf'],
        first: first === -1 ? boundaries.length : first,
      };
      known.set(boundaries, bounds);
    }
    return bounds;
  };
}

function isNextBound(bound: number, index: number, all: readonly number[]): boolean {
  return Number.isFinite(bound) && bound > (all[index - 1] ?? Number.NEGATIVE_INFINITY);
}
