import type { Distribution, Series } from '../store/family.ts';
import type { Group } from './groups.ts';
import { formatBound, formatValue } from './numbers.ts';

/** Lines of a histogram's series beside its bounded buckets: +Inf, sum and count. */
export const FURTHER_LINES = 3;

/** What lines are made of beside a name and a label text. */
export type Row = Pick<Series, 'value' | 'distribution'>;

/** A text with the lines of one row after it. Throws, as `bucketsOf`, for a row without sense. */
export type AppendLines = (text: string, labels: string, row: Row) => string;

export function lineWriter({ name, type }: Pick<Group, 'name' | 'type'>): AppendLines {
  return type === 'histogram' ? histogramWriter(name) : sampleWriter(name);
}

function sampleWriter(name: string): AppendLines {
  // One text that grows at its end is what V8 puts together fastest.
  return (text, labels, { value }) => `${text}${name}${braced(labels)} ${formatValue(value)}\n`;
}

function histogramWriter(name: string): AppendLines {
  return (text, labels, row) => {
    const buckets = bucketsOf(row);
    const bucket = `${name}_bucket{${labels}${labels === '' ? '' : ','}le="`;
    const lines = appendBuckets(text, bucket, buckets);
    const own = braced(labels);
    return `${lines}${name}_sum${own} ${formatValue(buckets.sum)}\n${name}_count${own} ${buckets.count}\n`;
  };
}

/** By itself, so that V8 optimizes the loop without all that is around it: that takes it long. */
function appendBuckets(text: string, bucket: string, { counts, bounds }: Buckets): string {
  let lines = text;
  let total = 0;
  for (let i = 0; i < bounds.length; i++) {
    total += counts[i] as number;
    lines += bucket;
    lines += bounds[i];
    lines += `"} ${total}\n`;
  }
  return lines;
}

interface Buckets extends Pick<Distribution, 'counts' | 'count' | 'sum'> {
  /** The `le` of each. */
  readonly bounds: readonly string[];
}

/** What a histogram's lines are made of. Throws where counts and boundaries don't fit each other. */
export function bucketsOf({ distribution }: Row): Buckets {
  if (distribution === undefined) throw new TypeError('a histogram has no distribution');
  const bounds = boundTexts(distribution.boundaries);
  const { counts, count, sum } = distribution;
  if (counts.length !== bounds.length) throw new TypeError('counts do not fit the boundaries');
  return { counts, count, sum, bounds };
}

function braced(labels: string): string {
  return labels === '' ? '' : `{${labels}}`;
}

const knownBounds = new WeakMap<readonly number[], readonly string[]>();

/** The `le` of every bucket, +Inf last. The series of an instrument share their boundaries. */
function boundTexts(boundaries: readonly number[]): readonly string[] {
  let texts = knownBounds.get(boundaries);
  if (texts === undefined) {
    if (!boundaries.every(isNextBound)) throw new TypeError('boundaries are not ascending');
    texts = [...boundaries.map(formatBound), '+Inf'];
    knownBounds.set(boundaries, texts);
  }
  return texts;
}

function isNextBound(bound: number, index: number, all: readonly number[]): boolean {
  return Number.isFinite(bound) && bound > (all[index - 1] ?? Number.NEGATIVE_INFINITY);
}
