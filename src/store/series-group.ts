import { Block } from './block.ts';
import type { SeriesGroup, StoredValue } from './family.ts';
import type { Interner } from './interner.ts';
import type { RowShape, Rows } from './rows.ts';
import { SlotIndex } from './slot-index.ts';

/** Who holds on to a series by its place, and has to let go when the series ends. */
export interface Holder {
  /** The next one of the same series. */
  next: Holder | undefined;
  letGo(): void;
}

/** What the groups of a table have in common. */
export interface GroupOptions {
  readonly interner: Interner;
  /** Rows of a block, as a power of two. */
  readonly rowBits: number;
  /** Makes rows of the instrument's kind. */
  readonly createRows: (shape: RowShape) => Rows;
  readonly ticker?: RowShape['ticker'];
  readonly sampler?: RowShape['sampler'];
}

/**
 * The series of a table that have the same attribute keys. A series is known by its slot, which is
 * the number of its block and its row in there.
 */
export class Group implements SeriesGroup {
  readonly keys: readonly string[];
  readonly #interner: Interner;
  readonly #rowBits: number;
  readonly #newBlock: (firstSlot: number) => Block;
  readonly #blocks: Block[] = [];
  readonly #index: SlotIndex;
  /** Slots whose series have ended. */
  readonly #free: number[] = [];
  #slots = 0;
  readonly #holders = new Map<number, Holder>();
  /** For each key what kinds of values it had, as bits. */
  readonly #kinds: Uint8Array;
  size = 0;

  constructor(keys: readonly string[], options: GroupOptions) {
    const { interner, rowBits, createRows, ticker, sampler } = options;
    this.keys = keys;
    this.#interner = interner;
    this.#rowBits = rowBits;
    const shape: RowShape = { capacity: 1 << rowBits, ticker, sampler };
    const index = new SlotIndex(keys.length);
    this.#index = index;
    this.#newBlock = (firstSlot) =>
      new Block(createRows(shape), { keys, interner, index, firstSlot });
    this.#kinds = new Uint8Array(keys.length);
  }

  get textsDiffer(): boolean {
    return this.#kinds.every((kinds) => kinds === TEXT || kinds === NUMBER || kinds === BOOLEAN);
  }

  *blocks(): Generator<Block> {
    for (const block of this.#blocks) if (block.size > 0) yield block;
  }

  /** As `SlotIndex.find`. */
  find(numbers: Int32Array, order: Uint8Array): number {
    return this.#index.find(numbers, order);
  }

  blockOf(slot: number): Block {
    return this.#blocks[slot >>> this.#rowBits] as Block;
  }

  rowOf(slot: number): number {
    return slot & ((1 << this.#rowBits) - 1);
  }

  /** Begins a series that is not there yet. Values in the order of the keys. */
  begin(values: readonly StoredValue[], startTimeMs: number): number {
    const slot = this.#free.pop() ?? this.#slots++;
    if (slot >>> this.#rowBits === this.#blocks.length) this.#blocks.push(this.#newBlock(slot));
    this.blockOf(slot).rows.begin(this.rowOf(slot), startTimeMs);
    for (const [position, value] of values.entries()) {
      this.#kinds[position] = (this.#kinds[position] as number) | kindOf(value);
    }
    this.#index.add(
      slot,
      values.map((value) => this.#interner.take(value)),
    );
    this.size++;
    return slot;
  }

  end(slot: number): void {
    this.#index.remove(slot);
    for (let one = this.#holders.get(slot); one !== undefined; one = one.next) one.letGo();
    this.#holders.delete(slot);
    for (let position = 0; position < this.keys.length; position++) {
      this.#interner.release(this.#index.numberAt(slot, position));
    }
    this.blockOf(slot).rows.end(this.rowOf(slot));
    this.#free.push(slot);
    this.size--;
  }

  /** Who holds a series, the latest first. */
  holderOf(slot: number): Holder | undefined {
    return this.#holders.get(slot);
  }

  hold(slot: number, holder: Holder): void {
    holder.next = this.#holders.get(slot);
    this.#holders.set(slot, holder);
  }

  /** Slots of all series. One may end while they are walked. */
  *slots(): Generator<number> {
    for (let slot = 0; slot < this.#slots; slot++) {
      if (this.blockOf(slot).rows.isLive(this.rowOf(slot))) yield slot;
    }
  }
}

const TEXT = 1;
const NUMBER = 2;
const BOOLEAN = 4;
/** A text that readers may have to write as another one, or not at all. */
const ODD_TEXT = 8;

function kindOf(value: StoredValue): number {
  if (typeof value === 'number') return NUMBER;
  if (typeof value === 'boolean') return BOOLEAN;
  return value !== '' && value.isWellFormed() ? TEXT : ODD_TEXT;
}
