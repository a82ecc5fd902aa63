import { FIRST_PLACE, type RowShape, Rows } from './rows.ts';

/** Series that are one number each. */
abstract class NumberRows extends Rows {
  constructor(shape: RowShape) {
    super(shape, 1);
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

/** Last values: gauges, and what callbacks observe. */
export class LastValueRows extends NumberRows {
  take(row: number, amount: number): void {
    this.numbers[row * this.stride + FIRST_PLACE] = amount;
    this.written(row);
  }

  override shift(row: number, amount: number): void {
    this.take(row, this.valueOf(row) + amount);
  }
}
