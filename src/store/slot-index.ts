const FIRST_LENGTH = 8;
/** Of four places three are used at most: fewer would be memory, more longer searches. */
const USED = 0.75;

const FIRST_SLOTS = 4;
/** Little, as it is copied fast and stands empty beside each series. */
const GROWTH = 1.125;

/**
 * Finds slots by the numbers of their attribute values, which it holds: open addressing with linear
 * probing, four bytes a place.
 */
export class SlotIndex {
  readonly #width: number;
  /** `width` numbers for each slot. */
  #numbers = new Int32Array(0);
  /** Slot + 1, or 0 in an empty place. A power of two long. */
  #places = new Int32Array(FIRST_LENGTH);
  #used = 0;

  /** `width`: numbers of a slot. */
  constructor(width: number) {
    this.#width = width;
  }

  /**
   * The slot with these numbers, or -1. `order[i]` says where in `numbers` the one for the i-th key
   * stands.
   */
  find(numbers: Int32Array, order: Uint8Array): number {
    let hash = 0;
    for (let i = 0; i < this.#width; i++) hash = mixed(hash, numbers[order[i] as number] as number);
    const mask = this.#places.length - 1;
    for (let place = start(hash) & mask; ; place = (place + 1) & mask) {
      const slot = (this.#places[place] as number) - 1;
      if (slot < 0 || this.#isAt(slot, numbers, order)) return slot;
    }
  }

  /** The number for a slot's key at this position. */
  numberAt(slot: number, position: number): number {
    return this.#numbers[slot * this.#width + position] as number;
  }

  /** Adds a slot that is not in it. Slots are given from 0 on: what is skipped is memory. */
  add(slot: number, numbers: readonly number[]): void {
    const at = slot * this.#width;
    if (at + this.#width > this.#numbers.length) this.#makeRoom(slot);
    this.#numbers.set(numbers, at);
    if (this.#used + 1 > this.#places.length * USED) this.#spread();
    this.#place(slot);
    this.#used++;
  }

  /** Takes out a slot. Its numbers can be read until it is added again. */
  remove(slot: number): void {
    const places = this.#places;
    const mask = places.length - 1;
    let hole = this.#homeOf(slot);
    while (places[hole] !== slot + 1) {
      if (places[hole] === 0) return;
      hole = (hole + 1) & mask;
    }
    // What was pushed on by it moves back, so that no search ends too early.
    for (let place = (hole + 1) & mask; places[place] !== 0; place = (place + 1) & mask) {
      const home = this.#homeOf((places[place] as number) - 1);
      if (((place - home) & mask) < ((place - hole) & mask)) continue;
      places[hole] = places[place] as number;
      hole = place;
    }
    places[hole] = 0;
    this.#used--;
  }

  #isAt(slot: number, numbers: Int32Array, order: Uint8Array): boolean {
    const own = this.#numbers;
    const at = slot * this.#width;
    for (let i = 0; i < this.#width; i++) {
      if (own[at + i] !== numbers[order[i] as number]) return false;
    }
    return true;
  }

  /** Where the search for a slot begins. */
  #homeOf(slot: number): number {
    let hash = 0;
    for (let i = 0; i < this.#width; i++) hash = mixed(hash, this.numberAt(slot, i));
    return start(hash) & (this.#places.length - 1);
  }

  #place(slot: number): void {
    const mask = this.#places.length - 1;
    let place = this.#homeOf(slot);
    while (this.#places[place] !== 0) place = (place + 1) & mask;
    this.#places[place] = slot + 1;
  }

  #makeRoom(slot: number): void {
    const slots = Math.max(slot + 1, FIRST_SLOTS, Math.ceil(slot * GROWTH));
    const old = this.#numbers;
    this.#numbers = new Int32Array(slots * this.#width);
    this.#numbers.set(old);
  }

  #spread(): void {
    const old = this.#places;
    this.#places = new Int32Array(old.length * 2);
    for (const place of old) if (place !== 0) this.#place(place - 1);
  }
}

/** Multiplication by 2^32 divided by the golden ratio spreads numbers that follow each other. */
function mixed(hash: number, number: number): number {
  return Math.imul((hash << 5) ^ (hash >>> 27) ^ number, 0x9e3779b1);
}

/** The high bits of a product are the well mixed ones, and an index uses the low ones. */
function start(hash: number): number {
  return hash ^ (hash >>> 15);
}
