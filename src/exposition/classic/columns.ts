import type { Series, StoredValue } from '../../store/family.ts';
import type { KeepsKey } from '../../store/key-filter.ts';
import { OVERFLOW_KEY } from '../../store/overflow.ts';
import type { ClassicMetric, LabelSource } from './table.ts';

/** A label's value, of a series as the store lends it. */
export type ReadValue = (series: Series) => StoredValue;

interface Column {
  readonly label: string;
  readonly read: ReadValue;
}

/** What the series with the same attribute keys look like on a classic page. */
export interface Columns {
  /** In ascending order. */
  readonly labels: readonly string[];
  /** In the order of the labels. */
  readonly read: readonly ReadValue[];
  /** Which series are shown; all, where it is undefined. */
  readonly isShown: ((series: Series) => boolean) | undefined;
  /** Whether every attribute is a label with its own value: series that differ do so here, too. */
  readonly saysAll: boolean;
}

/**
 * The columns of a classic metric for series with these keys; `undefined` where it shows none of
 * them. The overflow series says that it is that one, and nothing that it isn't known to be.
 * @param tells Whether series without this key say by it that they have no such attribute.
 */
export function columnsOf(
  { labels, where }: ClassicMetric,
  keys: readonly string[],
  tells: KeepsKey,
): Columns | undefined {
  if (where !== undefined && !keys.includes(where[0])) return undefined;
  const sources: Readonly<Record<string, LabelSource>> = keys.includes(OVERFLOW_KEY)
    ? { [OVERFLOW_KEY]: OVERFLOW_KEY }
    : labels;
  const columns = Object.entries(sources)
    .flatMap(([label, source]) => columnOf(label, source, { keys, tells }))
    .sort((a, b) => (a.label < b.label ? -1 : 1));
  const shown = new Set(Object.values(sources));
  return {
    labels: columns.map(({ label }) => label),
    read: columns.map(({ read }) => read),
    isShown: where && matcher(keys.indexOf(where[0]), where[1]),
    saysAll: keys.every((key) => shown.has(key)),
  };
}

function matcher(position: number, wanted: string): (series: Series) => boolean {
  return (series) => series.attributeAt(position) === wanted;
}

interface Known {
  readonly keys: readonly string[];
  readonly tells: KeepsKey;
}

function columnOf(label: string, source: LabelSource, { keys, tells }: Known): Column[] {
  const key = typeof source === 'string' ? source : source.key;
  const position = keys.indexOf(key);
  if (typeof source === 'object' && 'present' in source) {
    if (position !== -1) return [{ label, read: () => source.present }];
    return tells(key) ? [{ label, read: () => source.absent }] : [];
  }
  if (position === -1) return [];
  const read: ReadValue = (series) => series.attributeAt(position);
  if (typeof source === 'string') return [{ label, read }];
  const toClassic = 'words' in source ? inWords(source.words) : withoutEnd(source.end);
  return [{ label, read: (series) => toClassic(read(series)) }];
}

function inWords(words: Readonly<Record<string, string>>) {
  return (value: StoredValue): StoredValue => {
    const text = String(value);
    return (Object.hasOwn(words, text) ? words[text] : undefined) ?? value;
  };
}

function withoutEnd(end: string) {
  return (value: StoredValue): StoredValue =>
    typeof value === 'string' && value.endsWith(end) ? value.slice(0, -end.length) : value;
}
