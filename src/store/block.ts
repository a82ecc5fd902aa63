import { attributesOf } from './attributes-of.ts';
import type {
  Distribution,
  Exemplar,
  Series,
  SeriesBlock,
  StoredAttributes,
  StoredValue,
  SummaryState,
} from './family.ts';
import type { Interner } from './interner.ts';
import type { Rows } from './rows.ts';
import type { SlotIndex } from './slot-index.ts';

export interface BlockOptions {
  readonly keys: readonly string[];
  readonly interner: Interner;
  /** Where the numbers of the values stand. */
  readonly index: SlotIndex;
  /** The slot of its first row. */
  readonly firstSlot: number;
}

/** Rows with the meaning that readers see in them. */
export class Block implements SeriesBlock {
  readonly rows: Rows;
  readonly keys: readonly string[];
  readonly #interner: Interner;
  readonly #index: SlotIndex;
  readonly #firstSlot: number;

  constructor(rows: Rows, { keys, interner, index, firstSlot }: BlockOptions) {
    this.rows = rows;
    this.keys = keys;
    this.#interner = interner;
    this.#index = index;
    this.#firstSlot = firstSlot;
  }

  get size(): number {
    return this.rows.size;
  }

  get version(): number {
    return this.rows.currentVersion();
  }

  get layout(): number {
    return this.rows.layout;
  }

  series(): Iterable<Series> {
    return new RowWalk(this);
  }

  attributeAt(row: number, position: number): StoredValue {
    return this.#interner.valueOf(this.#index.numberAt(this.#firstSlot + row, position));
  }
}

/**
 * The live rows as they are when it comes to them. A generator would cost several times as much until
 * it is compiled, and large pages are written before that.
 */
class RowWalk implements IterableIterator<Series> {
  readonly #block: Block;
  #row = 0;

  constructor(block: Block) {
    this.#block = block;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<Series> {
    const { rows } = this.#block;
    while (this.#row < rows.room) {
      const row = this.#row++;
      if (rows.isLive(row)) return { done: false, value: new RowSeries(this.#block, row) };
    }
    return { done: true, value: undefined };
  }
}

/** A row as a series; nothing of it is kept. */
class RowSeries implements Series {
  readonly #block: Block;
  readonly #row: number;

  constructor(block: Block, row: number) {
    this.#block = block;
    this.#row = row;
  }

  get attributes(): StoredAttributes {
    return attributesOf(this.#block.keys, this);
  }

  attributeAt(position: number): StoredValue {
    return this.#block.attributeAt(this.#row, position);
  }

  get startTimeMs(): number {
    return this.#block.rows.startOf(this.#row);
  }

  get value(): number {
    return this.#block.rows.valueOf(this.#row);
  }

  get exemplars(): readonly Exemplar[] {
    return this.#block.rows.exemplarsOf(this.#row);
  }

  get summary(): SummaryState | undefined {
    return this.#block.rows.summaryOf(this.#row);
  }

  get distribution(): Distribution | undefined {
    return this.#block.rows.distributionOf(this.#row);
  }
}
