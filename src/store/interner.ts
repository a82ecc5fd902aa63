import type { StoredValue } from './family.ts';

/**
 * The attribute values of all live series, each held once under a small number. `1` and `"1"` are
 * two values. A value goes with the last series that uses it, and its number is given again.
 */
export class Interner {
  readonly #ids = new Map<unknown, number>();
  readonly #values: StoredValue[] = [];
  #uses = new Uint32Array(64);
  readonly #free: number[] = [];
  /** Changes when a number may have got another meaning. */
  releases = 0;

  /** How many values are held. */
  get size(): number {
    return this.#ids.size;
  }

  /** The number of a value that a live series uses. Takes anything and never throws. */
  find(value: unknown): number | undefined {
    return this.#ids.get(value);
  }

  valueOf(id: number): StoredValue {
    return this.#values[id] as StoredValue;
  }

  /** The number of a value, which is held until it was released as often as it was taken. */
  take(value: StoredValue): number {
    let id = this.#ids.get(value);
    if (id === undefined) {
      id = this.#free.pop() ?? this.#values.length;
      const own = typeof value === 'string' ? asName(value) : value;
      this.#values[id] = own;
      this.#ids.set(own, id);
      if (id >= this.#uses.length) this.#uses = grown(this.#uses);
    }
    this.#uses[id] = (this.#uses[id] as number) + 1;
    return id;
  }

  release(id: number): void {
    const uses = (this.#uses[id] as number) - 1;
    this.#uses[id] = uses;
    if (uses > 0) return;
    this.#ids.delete(this.#values[id]);
    this.#values[id] = '';
    this.#free.push(id);
    this.releases++;
  }
}

/**
 * An equal text that shares no memory with what it may have been cut out of. A name of a property is
 * one, and V8 has each name once: texts that the app has written as literals are found by identity.
 */
function asName(text: string): string {
  const names: Record<string, boolean> = Object.create(null);
  names[text] = true;
  return Object.keys(names)[0] as string;
}

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
