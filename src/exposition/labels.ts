import type { Series, StoredValue } from '../store/family.ts';
import { escapeLabelValue } from './escape.ts';
import { labelNameText } from './escaping.ts';
import type { Naming } from './naming.ts';

export type LabelEntry = readonly [key: string, value: StoredValue];

/** What a family's labels have in common. */
export interface Labelling {
  readonly naming: Naming;
  /** What all its series say besides. */
  readonly constants: readonly LabelEntry[];
  /**
   * A label name that the writer needs for itself (`le` of a histogram, `quantile` of a summary); an
   * attribute of that name becomes `exported_le`, as Prometheus renames labels that clash with its
   * own.
   */
  readonly reserved: string | undefined;
}

/** A label of series with the same keys. */
export interface LabelColumn {
  readonly name: string;
  /**
   * What its value is made of, joined by `;`: texts that all the series have, and positions of a
   * series' own values. Mostly it is one of either.
   */
  readonly parts: readonly (string | number)[];
}

/**
 * The labels of series with these keys, in the order of names, so that equal label sets are equal
 * from whatever keys they come.
 *
 * Keys that become one label name are joined, `a.b` and `a_b` to `a_b="1;2"`, in the order of the
 * original keys, as the specification says: a label that stands twice makes Prometheus refuse the
 * whole page. An empty value is no label, since for Prometheus it is the same as none.
 */
export function labelColumns(
  keys: readonly string[],
  { naming, constants, reserved }: Labelling,
): LabelColumn[] {
  const sources = [
    ...constants.map(([key, value]) => [key, String(value)] as const),
    ...keys.map((key, position) => [key, position] as const),
  ];
  const byLabel = Map.groupBy(sources.sort(byName), ([key]) => naming.labelName(key, reserved));
  return [...byLabel]
    .sort(byName)
    .map(([name, own]) => ({ name, parts: own.map(([, part]) => part) }))
    .filter(({ parts }) => parts.length > 1 || parts[0] !== '');
}

/** The value of a label of this series; empty where it has none. */
export function labelValue({ parts }: LabelColumn, series: Series): string {
  return parts
    .map((part) => (typeof part === 'number' ? series.attributeAt(part) : part))
    .join(';');
}

/** The labels of attributes by themselves, none of them empty. */
export function labelPairs(entries: readonly LabelEntry[], naming: Naming): LabelPair[] {
  const columns = labelColumns([], { naming, constants: entries, reserved: undefined });
  return columns.map(({ name, parts }) => [name, parts.join(';')]);
}

export type LabelPair = readonly [name: string, value: string];

/** Labels as they stand between the braces: `http_route="/users/:id",method="GET"`. */
export function labelText(pairs: readonly LabelPair[]): string {
  return pairs.map(([name, value]) => `${labelNameText(name)}="${escapeLabelValue(value)}"`).join();
}

/** The order of what begins with a key or a name. */
function byName([a]: readonly [string, ...unknown[]], [b]: readonly [string, ...unknown[]]) {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
