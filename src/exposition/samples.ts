import type { Family, Series } from '../store/family.ts';
import type { Group } from './groups.ts';
import { type LabelEntry, labelText } from './labels.ts';
import { formatBound, formatValue } from './numbers.ts';

/** Characters in a slice: about a millisecond of work. */
export const SLICE_LENGTH = 64 * 1024;

/**
 * The sample lines of one family, in slices, for the series whose labels `isNew` lets pass.
 * Throws where the family's walk does; what was yielded before is worth nothing then.
 */
export function* renderSamples(
  { name, type }: Group,
  family: Family,
  isNew: (labels: string) => boolean,
): Generator<string, void, void> {
  const scope = scopeEntries(family);
  const [lines, reserved] = type === 'histogram' ? [histogramLines, 'le'] : [sampleLine, undefined];
  let slice = '';
  for (const series of family.series()) {
    series.labelText ??= labelText([...scope, ...Object.entries(series.attributes)], reserved);
    if (!isNew(series.labelText)) continue;
    slice += lines(name, series.labelText, series);
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

function histogramLines(name: string, labels: string, { distribution }: Series): string {
  if (distribution === undefined) throw new TypeError('a histogram has no distribution');
  const { boundaries, counts, sum } = distribution;
  const bounds = boundTexts(boundaries);
  if (counts.length !== bounds.length) throw new TypeError('counts do not fit the boundaries');
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
