import { monotonicSeconds } from '../foundation/clock.ts';
import type { SummaryShape } from './descriptor.ts';
import type { SummaryState } from './family.ts';
import { quantilesOf } from './quantiles.ts';
import { FIRST_PLACE, type RowShape, Rows } from './rows.ts';
import { Sketch } from './sketch.ts';
import { SlidingWindow } from './sliding-window.ts';

/** Quantiles and window of a summary for which nothing else is said: ten minutes in five steps. */
export const DEFAULT_SUMMARY: SummaryShape = {
  quantiles: [0.5, 0.9, 0.95, 0.99],
  windowMs: 600_000,
  steps: 5,
};

const SUM = FIRST_PLACE;
const COUNT = FIRST_PLACE + 1;
const PLACES = 2;

/**
 * Summaries: count and sum for good, quantiles of a window that slides by steps. A window takes
 * 256 bytes for each octave that the amounts of a step spread over, 8 kB at the most.
 */
export class SummaryRows extends Rows {
  readonly #summary: SummaryShape;
  readonly #stepSeconds: number;
  readonly #windows: (SlidingWindow | undefined)[] = [];
  /** The step that was looked at last. */
  #step = 0;

  constructor(shape: RowShape, summary: SummaryShape) {
    super(shape, PLACES);
    this.#summary = summary;
    this.#stepSeconds = summary.windowMs / summary.steps / 1000;
  }

  take(row: number, amount: number): void {
    const at = row * this.stride;
    this.numbers[at + SUM] = (this.numbers[at + SUM] as number) + amount;
    this.numbers[at + COUNT] = (this.numbers[at + COUNT] as number) + 1;
    const step = this.#stepNow();
    this.#windows[row] ??= new SlidingWindow(this.#summary.steps, step);
    this.#windows[row].take(amount, step);
    this.written(row);
  }

  valueOf(): number {
    return 0;
  }

  override summaryOf(row: number): SummaryState {
    const at = row * this.stride;
    const window = this.#windows[row]?.buckets(this.#stepNow()) ?? new Sketch().buckets();
    return {
      count: this.numbers[at + COUNT] as number,
      sum: this.numbers[at + SUM] as number,
      quantiles: quantilesOf(window, this.#summary.quantiles),
      window,
    };
  }

  /** With each step something may be forgotten. */
  override currentVersion(): number {
    const step = this.#stepNow();
    if (step !== this.#step) this.version = (this.version + 1) | 0;
    this.#step = step;
    return this.version;
  }

  override end(row: number): void {
    this.#windows[row] = undefined;
    super.end(row);
  }

  #stepNow(): number {
    return Math.floor(monotonicSeconds() / this.#stepSeconds);
  }
}
