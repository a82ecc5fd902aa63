import { countFault } from '../foundation/faults.ts';
import type { Distribution, Series, StoredAttributes } from './family.ts';

/**
 * A cell is the state of one series and the end of every measurement: a number in it changes.
 * Cells validate what they are told, since a bound cell is called without anything in between.
 */
abstract class Cell implements Series {
  readonly attributes: StoredAttributes;
  readonly startTimeMs: number;
  readonly distribution: Distribution | undefined = undefined;
  value = 0;
  rendered: string | undefined = undefined;
  /** Collection at which an observable series was last seen. */
  generation = 0;

  constructor(attributes: StoredAttributes, startTimeMs: number) {
    this.attributes = attributes;
    this.startTimeMs = startTimeMs;
  }

  /** Enters a valid measurement. */
  abstract take(value: number): void;
}

/** A monotonic sum: finite numbers from 0 on. */
export class CounterCell extends Cell {
  add(value: number): void {
    if (typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY) {
      this.take(value);
    } else {
      countFault('invalid_value');
    }
  }

  take(value: number): void {
    this.value += value;
  }
}

/** A sum that may fall: any finite number. */
export class UpDownCell extends Cell {
  add(value: number): void {
    if (Number.isFinite(value)) this.take(value);
    else countFault('invalid_value');
  }

  take(value: number): void {
    this.value += value;
  }
}

/** A last value: any number; NaN and the infinities mean what they mean in Prometheus. */
export class GaugeCell extends Cell {
  set(value: number): void {
    if (typeof value === 'number') this.take(value);
    else countFault('invalid_value');
  }

  take(value: number): void {
    this.value = value;
  }
}

/** A distribution over fixed buckets: finite numbers from 0 on (API specification, Histogram). */
export class HistogramCell extends Cell {
  override readonly distribution: MutableDistribution;

  constructor(attributes: StoredAttributes, startTimeMs: number, boundaries: readonly number[]) {
    super(attributes, startTimeMs);
    this.distribution = new MutableDistribution(boundaries);
  }

  record(value: number): void {
    if (typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY) {
      this.take(value);
    } else {
      countFault('invalid_value');
    }
  }

  take(value: number): void {
    this.distribution.take(value);
  }
}

class MutableDistribution implements Distribution {
  readonly boundaries: readonly number[];
  readonly counts: number[];
  count = 0;
  sum = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;

  constructor(boundaries: readonly number[]) {
    this.boundaries = boundaries;
    this.counts = new Array(boundaries.length + 1).fill(0);
  }

  take(value: number): void {
    const bucket = bucketOf(this.boundaries, value);
    this.counts[bucket] = (this.counts[bucket] as number) + 1;
    this.count++;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
  }
}

/** Index of the first bound that is not below the value: bounds are inclusive (`le`). */
function bucketOf(boundaries: readonly number[], value: number): number {
  let low = 0;
  let high = boundaries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (value <= (boundaries[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}

export type AnyCell = CounterCell | UpDownCell | GaugeCell | HistogramCell;
