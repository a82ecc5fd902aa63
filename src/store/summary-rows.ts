import type { SummaryShape } from './descriptor.ts';
import type { SummaryState } from './family.ts';
import { FIRST_PLACE, type RowShape, Rows } from './rows.ts';

/** Quantiles and window of a summary for which nothing else is said: ten minutes in five steps. */
export const DEFAULT_SUMMARY: SummaryShape = {
  quantiles: [0.5, 0.9, 0.95, 0.99],
  windowMs: 600_000,
  steps: 5,
};

const SUM = FIRST_PLACE;
const COUNT = FIRST_PLACE + 1;

/** Summaries: count and sum for good, quantiles of a window that slides. */
export class SummaryRows extends Rows {
  readonly #shape: SummaryShape;

  constructor(shape: RowShape, summary: SummaryShape) {
    super(shape, 2);
    this.#shape = summary;
  }

  take(row: number, amount: number): void {
    const at = row * this.stride;
    this.numbers[at + SUM] = (this.numbers[at + SUM] as number) + amount;
    this.numbers[at + COUNT] = (this.numbers[at + COUNT] as number) + 1;
    this.written(row);
  }

  valueOf(): number {
    return 0;
  }

  override summaryOf(row: number): SummaryState {
    const at = row * this.stride;
    return {
      count: this.numbers[at + COUNT] as number,
      sum: this.numbers[at + SUM] as number,
      quantiles: this.#shape.quantiles.map((quantile) => ({ quantile, value: Number.NaN })),
    };
  }
}
