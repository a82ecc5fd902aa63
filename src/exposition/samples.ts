import type { Distribution, Family, Series } from '../store/family.ts';
import type { Group } from './groups.ts';
import { type LabelEntry, labelText } from './labels.ts';
import { formatBound, formatValue } from './numbers.ts';
import { Rows } from './rows.ts';

/** Characters in a slice: about a millisecond of work. */
export const SLICE_LENGTH = 64 * 1024;

/** A slice without text: nothing to send, but a good moment to let the event loop go round. */
export const PAUSE = '';
/** Series of a family between two pauses: about a millisecond of work where labels are new. */
const PAUSE_EVERY = 500;

/** The rows of one family; yields where the caller may pause. Throws if it cannot be written. */
export function* collectRows({ type }: Group, family: Family): Generator<typeof PAUSE, Rows, void> {
  const scope = scopeEntries(family);
  const reserved = type === 'histogram' ? 'le' : undefined;
  const rows = new Rows(family.kind);
  let walked = 0;
  for (const series of family.series()) {
    if (type === 'histogram') bucketsOf(series);
    series.rendered ??= labelText([...scope, ...Object.entries(series.attributes)], reserved);
    rows.add(series.rendered, series);
    if (++walked % PAUSE_EVERY === 0) yield PAUSE;
  }
  return rows;
}

/** The sample lines of rows, in slices. */
export function* renderRows({ name, type }: Group, rows: Rows): Generator<string, void, void> {
  const lines = type === 'histogram' ? histogramLines : sampleLine;
  let slice = '';
  for (const [labels, series] of rows) {
    slice += lines(name, labels, series);
    if (slice.length < SLICE_LENGTH) continue;
    yield slice;
    slice = '';
  }
  yield slice;
}

/** What the specification wants on every sample; nothing for what the scope doesn't say. */
function scopeEntries({ scope: { name, version = '', schemaUrl = '' } }: Family): LabelEntry[] {
  const entries: LabelEntry[] = [
    ['otel_scope_name', name],
    ['otel_scope_version', version],
    ['otel_scope_schema_url', schemaUrl],
  ];
  return entries.filter(([, value]) => value !== '');
}

function sampleLine(name: string, labels: string, { value }: Series): string {
  return `${name}${braced(labels)} ${formatValue(value)}\n`;
}

function histogramLines(name: string, labels: string, series: Series): string {
  const [{ counts, sum }, bounds] = bucketsOf(series);
  const bucket = `${name}_bucket{${labels}${labels === '' ? '' : ','}le="`;
  let lines = '';
  let total = 0;
  for (const [index, count] of counts.entries()) {
    total += count;
    lines += `${bucket}${bounds[index]}"} ${total}\n`;
  }
  const own = braced(labels);
  return `${lines}${name}_sum${own} ${formatValue(sum)}\n${name}_count${own} ${total}\n`;
}

/** A series' distribution and the `le` of its buckets, which must fit each other. */
function bucketsOf({ distribution }: Series): [Distribution, le: readonly string[]] {
  if (distribution === undefined) throw new TypeError('a histogram has no distribution');
  const bounds = boundTexts(distribution.boundaries);
  if (distribution.counts.length !== bounds.length) {
    throw new TypeError('counts do not fit the boundaries');
  }
  return [distribution, bounds];
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
