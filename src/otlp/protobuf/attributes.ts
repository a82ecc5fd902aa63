import { Wire } from '../../foundation/wire.ts';
import type { Series, StoredValue } from '../../store/family.ts';
import { isInt64 } from '../int64.ts';
import { KEY_VALUE, VALUE } from './fields.ts';

/** Keys are put together here before anybody needs them. */
const scratch = new Wire();

/** The attributes of series with the same keys: only the values are still to be written. */
export class AttributeWriter {
  readonly #keys: readonly Uint8Array[];

  constructor(keys: readonly string[]) {
    this.#keys = keys.map(keyBytes);
  }

  /** `field`: where a point of this kind has its attributes. */
  write(wire: Wire, field: number, series: Pick<Series, 'attributeAt'>): void {
    for (let position = 0; position < this.#keys.length; position++) {
      const at = wire.begin(field);
      wire.raw(this.#keys[position] as Uint8Array);
      writeValue(wire, series.attributeAt(position));
      wire.end(at);
    }
  }
}

/** Attributes that are written once. */
export function writeAttributes(
  wire: Wire,
  field: number,
  attributes: Readonly<Record<string, StoredValue>>,
): void {
  const values = Object.values(attributes);
  const attributeAt = (position: number) => values[position] as StoredValue;
  new AttributeWriter(Object.keys(attributes)).write(wire, field, { attributeAt });
}

function keyBytes(key: string): Uint8Array {
  scratch.cutBack(0);
  scratch.text(KEY_VALUE.key, key);
  return new Uint8Array(scratch.bytes);
}

function writeValue(wire: Wire, value: StoredValue): void {
  const at = wire.begin(KEY_VALUE.value);
  if (typeof value === 'string') wire.text(VALUE.text, value);
  else if (typeof value === 'boolean') wire.uint(VALUE.boolean, value ? 1 : 0);
  else if (isInt64(value)) wire.int(VALUE.integer, value);
  else wire.double(VALUE.double, value);
  wire.end(at);
}
