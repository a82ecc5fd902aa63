import { epochMs } from '../foundation/clock.ts';
import { FIRST_PLACE, type RowShape, Rows } from './rows.ts';

/** Series that show one number each. */
abstract class NumberRows extends Rows {
  /** `places`: that number, and what has to be known beside it. */
  constructor(shape: RowShape, places = 1) {
    super(shape, places);
  }

  valueOf(row: number): number {
    return this.numbers[row * this.stride + FIRST_PLACE] as number;
  }
}

/** Sums. */
export class SumRows extends NumberRows {
  take(row: number, amount: number): void {
    const at = row * this.stride + FIRST_PLACE;
    this.numbers[at] = (this.numbers[at] as number) + amount;
    this.written(row);
  }
}

/** Sums that are observed whole, but of several sets in one: those of a round add up. */
export class ObservedSumRows extends NumberRows {
  take(row: number, amount: number): void {
    const at = row * this.stride + FIRST_PLACE;
    this.numbers[at] = (this.isOfThisRound(row) ? (this.numbers[at] as number) : 0) + amount;
    this.written(row);
  }
}

// Places of an observed total, after the total itself.
/** What it was in the round before. */
const BEFORE = 1;
/** When its series began, where this round has it begin anew; 0 else. */
const FORMER_START = 2;

/**
 * Totals that callbacks observe of what never falls. One that is below that of the round before counts
 * something else, from now on: readers know that by its start (data model specification, Resets and
 * Gaps). Sets that are one series add up in a round, so it may be below only until the last of them.
 */
export class ObservedTotalRows extends NumberRows {
  readonly #addsUp: boolean;

  constructor(shape: RowShape, addsUp: boolean) {
    super(shape, 3);
    this.#addsUp = addsUp;
  }

  take(row: number, amount: number): void {
    const { numbers } = this;
    const at = row * this.stride + FIRST_PLACE;
    const isFirst = !this.isOfThisRound(row);
    const total = numbers[at] as number;
    if (isFirst) {
      numbers[at + BEFORE] = total;
      numbers[at + FORMER_START] = 0;
    }
    numbers[at] = (this.#addsUp && !isFirst ? total : 0) + amount;
    this.#setStart(row, at);
    this.written(row);
  }

  #setStart(row: number, at: number): void {
    const { numbers } = this;
    const former = numbers[at + FORMER_START] as number;
    const isBelow = (numbers[at] as number) < (numbers[at + BEFORE] as number);
    if (isBelow === (former !== 0)) return;
    numbers[at + FORMER_START] = isBelow ? this.startOf(row) : 0;
    this.setStart(row, isBelow ? epochMs() : former);
  }
}

/** Last values: gauges, and what callbacks observe of what may fall. */
export class LastValueRows extends NumberRows {
  take(row: number, amount: number): void {
    this.numbers[row * this.stride + FIRST_PLACE] = amount;
    this.written(row);
  }

  override shift(row: number, amount: number): void {
    this.take(row, this.valueOf(row) + amount);
  }
}
