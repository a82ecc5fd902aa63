import { MAX_SCALE } from './exponential.ts';
import { exponentialIndex } from './exponential-index.ts';
import type { ExponentialBuckets } from './family.ts';
import { lowestKept, MOST_WINDOW_BUCKETS, OCTAVE, WINDOW_SCALE } from './quantiles.ts';

/** The least normal number: smaller ones count as zero, which they are to any reader. */
export const SKETCH_ZERO_THRESHOLD = 2 ** -1022;

/** An index of `exponentialIndex` to one at the window's scale. */
const SHIFT = MAX_SCALE - WINDOW_SCALE;
const NO_COUNTS = new Uint32Array(0);
/** A count stays here. No step lasts long enough for that many amounts, but that of hours may. */
const MOST_OF_ONE_BUCKET = 2 ** 32 - 1;

/**
 * How many amounts there were of each size, in as many octaves as they spread over: 256 bytes each,
 * 8 kB at the most. The lowest of its buckets has what was smaller than there is room for, so that
 * what is told of the large amounts stays right.
 */
export class Sketch {
  readonly #indexOf = exponentialIndex();
  #counts = NO_COUNTS;
  /** The index of the first bucket, at the beginning of an octave. */
  #offset = 0;
  #zeroCount = 0;

  take(amount: number): void {
    if (amount <= SKETCH_ZERO_THRESHOLD) {
      this.#zeroCount++;
      return;
    }
    const index = this.#indexOf(amount) >> SHIFT;
    let position = index - this.#offset;
    if (position < 0 || position >= this.#counts.length) position = this.#reach(index);
    const count = this.#counts[position] as number;
    if (count < MOST_OF_ONE_BUCKET) this.#counts[position] = count + 1;
  }

  /** With octaves that are empty at the ends. */
  buckets(): ExponentialBuckets {
    return {
      scale: WINDOW_SCALE,
      offset: this.#offset,
      counts: [...this.#counts],
      zeroCount: this.#zeroCount,
      zeroThreshold: SKETCH_ZERO_THRESHOLD,
    };
  }

  /** Makes room for an index, as far as there may be; the position at which it is counted now. */
  #reach(index: number): number {
    const [counts, offset] = [this.#counts, this.#offset];
    const [low, high] =
      counts.length === 0
        ? [index, index]
        : [Math.min(offset, index), Math.max(offset + counts.length - 1, index)];
    const lowest = lowestKept(high + 1);
    const first = Math.max(Math.floor(low / OCTAVE) * OCTAVE, lowest);
    if (first !== offset || index >= offset + counts.length) {
      this.#counts = new Uint32Array(lowest + MOST_WINDOW_BUCKETS - first);
      this.#offset = first;
      for (const [position, count] of counts.entries()) {
        this.#add(offset + position - first, count);
      }
    }
    return Math.max(index - first, 0);
  }

  #add(position: number, count: number): void {
    const at = Math.max(position, 0);
    const sum = (this.#counts[at] as number) + count;
    this.#counts[at] = Math.min(sum, MOST_OF_ONE_BUCKET);
  }
}
