import { attributesOf } from '../../store/attributes-of.ts';
import type { Series, StoredAttributes, StoredValue } from '../../store/family.ts';
import type { Part } from '../family-parts.ts';

/** Attributes of other keys than the series of a part have. */
export interface Relabelling {
  /** In ascending order; the same array for all series. */
  readonly keys: readonly string[];
  attributesOf(series: Series): StoredAttributes;
}

/**
 * The attributes that lead a receiver to the labels of the page, where those of the series may lead
 * elsewhere: keys that become one label are joined, and a label that a receiver needs for itself is
 * given another name. Nothing where the series' own will do.
 */
export function relabelling(
  { shape: { columns, template }, group }: Part,
  reserved: string | undefined,
): Relabelling | undefined {
  const isTaken = (key: string | undefined) => key !== undefined && key === reserved;
  if (!template.joins && !group.keys.some(isTaken)) return undefined;
  const renamed = columns
    .map(({ name, parts }) => ({ name, own: parts.filter((part) => typeof part === 'number') }))
    .filter(({ own }) => own.length > 0)
    .map(({ name, own }) => {
      const key = own.length === 1 ? group.keys[own[0] ?? 0] : undefined;
      return { key: key === undefined || isTaken(key) ? name : key, own };
    })
    .sort((one, other) => (one.key < other.key ? -1 : 1));
  const keys = renamed.map(({ key }) => key);
  return {
    keys,
    attributesOf: (series) =>
      attributesOf(keys, {
        attributeAt: (position) => joined(renamed[position]?.own ?? [], series),
      }),
  };
}

function joined(positions: readonly number[], series: Series): StoredValue {
  const [first = 0, ...others] = positions;
  if (others.length === 0) return series.attributeAt(first);
  return positions.map((position) => series.attributeAt(position)).join(';');
}
