import type { StoredValue } from '../store/family.ts';
import { escapeLabelValue } from './escape.ts';
import type { Naming } from './naming.ts';

export type LabelEntry = readonly [key: string, value: StoredValue];

/**
 * Attributes as the text between the braces: `http_route="/users/:id",method="GET"`.
 *
 * Keys that become one label name are joined, `a.b` and `a_b` to `a_b="1;2"`, in the order of the
 * original keys, as the specification says: a label that stands twice makes Prometheus refuse the
 * whole page. An empty value is left out, since for Prometheus it is the same as no label.
 *
 * `reserved` is a label name that the writer needs for itself (`le` of a histogram); an attribute
 * of that name becomes `exported_le`, as Prometheus renames labels that clash with its own.
 */
export function labelText(
  entries: readonly LabelEntry[],
  naming: Naming,
  reserved?: string,
): string {
  const values = new Map<string, string>();
  for (const [key, value] of entries.toSorted(byName)) {
    const name = naming.labelName(key, reserved);
    const joined = values.get(name);
    values.set(name, joined === undefined ? String(value) : `${joined};${value}`);
  }
  let text = '';
  // In the order of names: equal label sets are one text, from whatever keys they come.
  for (const [name, value] of [...values].toSorted(byName)) {
    if (value !== '') text += `${text === '' ? '' : ','}${name}="${escapeLabelValue(value)}"`;
  }
  return text;
}

/** The order of entries, and of what else begins with a key or a name. */
export function byName([a]: readonly [string, ...unknown[]], [b]: readonly [string, ...unknown[]]) {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
