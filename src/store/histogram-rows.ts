import type { SlotLayout } from './exemplars.ts';
import type { Distribution } from './family.ts';
import { FIRST_PLACE, type RowShape, Rows } from './rows.ts';

const SUM = FIRST_PLACE;
const MIN = FIRST_PLACE + 1;
const MAX = FIRST_PLACE + 2;
const FIRST_BUCKET = FIRST_PLACE + 3;
/** Places before the buckets: sum, least and greatest. */
const FURTHER_PLACES = FIRST_BUCKET - FIRST_PLACE;

/** Exemplars of a series without bounded buckets: told apart by magnitude, in steps of 4. */
const MAGNITUDES = 8;

/** Distributions over fixed buckets. */
export class HistogramRows extends Rows {
  readonly #boundaries: readonly number[];
  /** The same, as they are searched fastest. */
  readonly #bounds: Float64Array;

  /** The first place after the buckets. */
  protected readonly endOfBuckets: number;

  /** `morePlaces`: what a subclass keeps behind the buckets. */
  constructor(shape: RowShape, boundaries: readonly number[], morePlaces = 0) {
    super(shape, FURTHER_PLACES + boundaries.length + 1 + morePlaces);
    this.endOfBuckets = FIRST_BUCKET + boundaries.length + 1;
    this.#boundaries = boundaries;
    this.#bounds = Float64Array.from(boundaries);
  }

  override begin(row: number, startTimeMs: number): void {
    super.begin(row, startTimeMs);
    const at = row * this.stride;
    this.numbers[at + MIN] = Number.POSITIVE_INFINITY;
    this.numbers[at + MAX] = Number.NEGATIVE_INFINITY;
  }

  take(row: number, amount: number): void {
    const { numbers } = this;
    const at = row * this.stride;
    const bucket = at + FIRST_BUCKET + bucketOf(this.#bounds, amount);
    numbers[bucket] = (numbers[bucket] as number) + 1;
    numbers[at + SUM] = (numbers[at + SUM] as number) + amount;
    if (amount < (numbers[at + MIN] as number)) numbers[at + MIN] = amount;
    if (amount > (numbers[at + MAX] as number)) numbers[at + MAX] = amount;
    this.written(row);
  }

  valueOf(): number {
    return 0;
  }

  protected override get exemplarLayout(): SlotLayout {
    const buckets = this.#bounds.length + 1;
    return { slots: buckets > 1 ? buckets : MAGNITUDES, buckets };
  }

  protected override exemplarSlotOf(value: number): number {
    // Amounts are spread over less than 4^8 mostly, so that few magnitudes share a slot.
    return this.#bounds.length > 0
      ? bucketOf(this.#bounds, value)
      : (Math.log2(value) >> 1) & (MAGNITUDES - 1);
  }

  override distributionOf(row: number): Distribution {
    const { numbers } = this;
    const at = row * this.stride;
    const counts: number[] = [];
    let count = 0;
    // Readers of all series spend their time here, and a view of the numbers costs more than all else.
    for (let place = at + FIRST_BUCKET; place < at + this.endOfBuckets; place++) {
      const own = numbers[place] as number;
      counts.push(own);
      count += own;
    }
    return {
      boundaries: this.#boundaries,
      counts,
      count,
      sum: numbers[at + SUM] as number,
      min: numbers[at + MIN] as number,
      max: numbers[at + MAX] as number,
    };
  }
}

/** Index of the first bound that is not below the value: bounds are inclusive (`le`). */
function bucketOf(bounds: Float64Array, value: number): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (value <= (bounds[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}
