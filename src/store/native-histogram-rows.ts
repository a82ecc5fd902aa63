import { MAX_SCALE, MOST_BUCKETS, stepsToFit, ZERO_THRESHOLD } from './exponential.ts';
import { exponentialIndex } from './exponential-index.ts';
import type { Distribution } from './family.ts';
import { HistogramRows } from './histogram-rows.ts';
import type { RowShape } from './rows.ts';

// Places behind the bounded buckets.

/** Steps by which the scale is below `MAX_SCALE`. */
const STEPS = 0;
const ZERO_COUNT = 1;
/** The index of the lowest bucket that has amounts; as the next one while there are none. */
const LOWEST = 2;
/** The index after the highest. */
const END = 3;
/** A bucket stands at its index modulo their number, so that none moves when the range grows. */
const RING = 4;
const PLACES = RING + MOST_BUCKETS;

const scratch = new Float64Array(MOST_BUCKETS);

/**
 * Distributions over exponential buckets beside fixed ones, of which there may be none. The scale is
 * the finest at which the amounts so far fit; from the zero bucket to the greatest number that is -4,
 * the coarsest that Prometheus takes.
 */
export class NativeHistogramRows extends HistogramRows {
  /** Numbers of a series beside its fixed buckets. */
  static readonly places = PLACES;

  readonly #indexOf = exponentialIndex();

  constructor(shape: RowShape, boundaries: readonly number[]) {
    super(shape, boundaries, PLACES);
  }

  override take(row: number, amount: number): void {
    super.take(row, amount);
    const { numbers } = this;
    const at = row * this.stride + this.endOfBuckets;
    let place = at + ZERO_COUNT;
    if (amount > ZERO_THRESHOLD) {
      let index = this.#indexOf(amount) >> (numbers[at + STEPS] as number);
      if (index < (numbers[at + LOWEST] as number) || index >= (numbers[at + END] as number)) {
        index = this.#reach(at, index);
      }
      place = at + RING + ringPlaceOf(index);
    }
    numbers[place] = (numbers[place] as number) + 1;
  }

  override distributionOf(row: number): Distribution {
    const { numbers } = this;
    const at = row * this.stride + this.endOfBuckets;
    const lowest = numbers[at + LOWEST] as number;
    const end = numbers[at + END] as number;
    const counts: number[] = [];
    for (let index = lowest; index < end; index++) {
      counts.push(numbers[at + RING + ringPlaceOf(index)] as number);
    }
    const exponential = {
      scale: MAX_SCALE - (numbers[at + STEPS] as number),
      offset: lowest,
      counts,
      zeroCount: numbers[at + ZERO_COUNT] as number,
      zeroThreshold: ZERO_THRESHOLD,
    };
    return { ...super.distributionOf(row), exponential };
  }

  /** Widens the range to an index, at a coarser scale if need be; the index at that scale. */
  #reach(at: number, index: number): number {
    const { numbers } = this;
    const [lowest, end] = [numbers[at + LOWEST] as number, numbers[at + END] as number];
    const low = lowest === end ? index : Math.min(lowest, index);
    const high = lowest === end ? index : Math.max(end - 1, index);
    const steps = stepsToFit(low, high);
    if (steps > 0) this.#coarsen(at, steps);
    numbers[at + LOWEST] = low >> steps;
    numbers[at + END] = (high >> steps) + 1;
    return index >> steps;
  }

  #coarsen(at: number, steps: number): void {
    const { numbers } = this;
    const ring = at + RING;
    scratch.fill(0);
    const end = numbers[at + END] as number;
    for (let index = numbers[at + LOWEST] as number; index < end; index++) {
      const place = ringPlaceOf(index >> steps);
      scratch[place] = (scratch[place] as number) + (numbers[ring + ringPlaceOf(index)] as number);
    }
    numbers.set(scratch, ring);
    numbers[at + STEPS] = (numbers[at + STEPS] as number) + steps;
  }
}

/** Makes any index positive: V8's remainder of what may be negative costs several nanoseconds more. */
const LIFT = 2 ** 17;

function ringPlaceOf(index: number): number {
  return ((index + LIFT) >>> 0) % MOST_BUCKETS;
}
