import type { Series, StoredAttributes, StoredValue } from './family.ts';

/** The attributes of a series that knows its values by the positions of these keys. */
export function attributesOf(
  keys: readonly string[],
  series: Pick<Series, 'attributeAt'>,
): StoredAttributes {
  const attributes: Record<string, StoredValue> = Object.create(null);
  for (const [position, key] of keys.entries()) attributes[key] = series.attributeAt(position);
  return Object.freeze(attributes);
}
