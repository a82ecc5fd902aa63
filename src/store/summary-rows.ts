import { monotonicSeconds } from '../foundation/clock.ts';
import type { SummaryShape } from './descriptor.ts';
import type { ExponentialBuckets, SummaryState } from './family.ts';
import { quantilesOf } from './quantiles.ts';
import { FIRST_PLACE, type RowShape, Rows } from './rows.ts';
import { Sketch } from './sketch.ts';

/** Quantiles and window of a summary for which nothing else is said: ten minutes in five steps. */
export const DEFAULT_SUMMARY: SummaryShape = {
  quantiles: [0.5, 0.9, 0.95, 0.99],
  windowMs: 600_000,
  steps: 5,
};

const SUM = FIRST_PLACE;
const COUNT = FIRST_PLACE + 1;

/**
 * Summaries: count and sum for good, quantiles of a window that slides by steps, with all rows at
 * once. What was taken in a step is forgotten whole, so the window reaches back by its length or up to
 * a step less. Nothing is kept of a step in which a row took nothing.
 */
export class SummaryRows extends Rows {
  readonly #quantiles: readonly number[];
  readonly #steps: number;
  readonly #stepSeconds: number;
  /** Those of a row stand together, each at its step modulo how many there are. */
  #sketches: (Sketch | undefined)[] = [];
  /** The step that it is, of all since the process began. */
  #step = 0;
  #stepEnd = 0;

  constructor(shape: RowShape, { quantiles, windowMs, steps }: SummaryShape) {
    super(shape, 2);
    this.#quantiles = quantiles;
    this.#steps = steps;
    this.#stepSeconds = windowMs / 1000 / steps;
  }

  override begin(row: number, startTimeMs: number): void {
    super.begin(row, startTimeMs);
    while (this.#sketches.length < (row + 1) * this.#steps) this.#sketches.push(undefined);
  }

  override end(row: number): void {
    super.end(row);
    if (this.size === 0) this.#sketches = [];
    else this.#sketches.fill(undefined, row * this.#steps, (row + 1) * this.#steps);
  }

  take(row: number, amount: number): void {
    const at = row * this.stride;
    this.numbers[at + SUM] = (this.numbers[at + SUM] as number) + amount;
    this.numbers[at + COUNT] = (this.numbers[at + COUNT] as number) + 1;
    this.#slide();
    const place = row * this.#steps + (this.#step % this.#steps);
    let sketch = this.#sketches[place];
    if (sketch === undefined) {
      sketch = new Sketch();
      this.#sketches[place] = sketch;
    }
    sketch.take(amount);
    this.written(row);
  }

  valueOf(): number {
    return 0;
  }

  /** What leaves the window changes what is shown, too. */
  override currentVersion(): number {
    this.#slide();
    return this.version;
  }

  override summaryOf(row: number): SummaryState {
    const window = this.#windowOf(row);
    const at = row * this.stride;
    return {
      count: this.numbers[at + COUNT] as number,
      sum: this.numbers[at + SUM] as number,
      quantiles: quantilesOf(window, this.#quantiles),
      window,
    };
  }

  #windowOf(row: number): ExponentialBuckets {
    this.#slide();
    const all = new Sketch();
    for (const sketch of this.#sketches.slice(row * this.#steps, (row + 1) * this.#steps)) {
      if (sketch !== undefined) all.takeAll(sketch);
    }
    return all.buckets();
  }

  #slide(): void {
    const now = monotonicSeconds();
    if (now >= this.#stepEnd) this.#goOnTo(Math.floor(now / this.#stepSeconds));
  }

  #goOnTo(step: number): void {
    const begun = Math.min(step - this.#step, this.#steps);
    for (let back = 0; back < begun; back++) this.#forget((step - back) % this.#steps);
    this.#step = step;
    this.#stepEnd = (step + 1) * this.#stepSeconds;
  }

  /** Empties one of the places that each row has for a step. */
  #forget(ofRow: number): void {
    for (let place = ofRow; place < this.#sketches.length; place += this.#steps) {
      if (this.#sketches[place] === undefined) continue;
      this.#sketches[place] = undefined;
      this.version = (this.version + 1) | 0;
    }
  }
}
