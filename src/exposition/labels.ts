import type { StoredValue } from '../store/family.ts';
import { escapeLabelValue } from './escape.ts';
import { labelNameText } from './escaping.ts';
import type { Naming } from './naming.ts';

export type LabelEntry = readonly [key: string, value: StoredValue];

/**
 * Attributes as labels, in the order of names, so that equal label sets are equal from whatever keys
 * they come.
 *
 * Keys that become one label name are joined, `a.b` and `a_b` to `a_b="1;2"`, in the order of the
 * original keys, as the specification says: a label that stands twice makes Prometheus refuse the
 * whole page. An empty value is left out, since for Prometheus it is the same as no label.
 *
 * `reserved` is a label name that the writer needs for itself (`le` of a histogram); an attribute
 * of that name becomes `exported_le`, as Prometheus renames labels that clash with its own.
 */
export function labelPairs(
  entries: readonly LabelEntry[],
  naming: Naming,
  reserved?: string,
): (readonly [name: string, value: string])[] {
  const values = new Map<string, string>();
  for (const [key, value] of entries.toSorted(byName)) {
    const name = naming.labelName(key, reserved);
    const joined = values.get(name);
    values.set(name, joined === undefined ? String(value) : `${joined};${value}`);
  }
  return [...values].toSorted(byName).filter(([, value]) => value !== '');
}

/** What `labelPairs` says, as it stands between the braces: `http_route="/users/:id",method="GET"`. */
export function labelText(
  entries: readonly LabelEntry[],
  naming: Naming,
  reserved?: string,
): string {
  return labelPairs(entries, naming, reserved)
    .map(([name, value]) => `${labelNameText(name)}="${escapeLabelValue(value)}"`)
    .join();
}

/** The order of entries, and of what else begins with a key or a name. */
export function byName([a]: readonly [string, ...unknown[]], [b]: readonly [string, ...unknown[]]) {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
