import {
  type ExemplarSampler,
  ExemplarSlots,
  type MeasurementContext,
  NO_EXEMPLARS,
  type SlotLayout,
} from './exemplars.ts';
import type { Distribution, Exemplar, SummaryState } from './family.ts';

/** A time that goes on in rounds; what was written since one is known by it. */
export interface Ticker {
  now: number;
}

export interface RowShape {
  /** Most rows. */
  readonly capacity: number;
  /** Where it has to be known which series are idle. */
  readonly ticker?: Ticker | undefined;
  /** Where measurements may become exemplars. */
  readonly sampler?: ExemplarSampler | undefined;
}

/** The first place in a row: when its series began; NaN in a free row. */
const START = 0;
/** From here on stands what the series counts. */
export const FIRST_PLACE = 1;

const ONE_SLOT: SlotLayout = { slots: 1, buckets: 1 };
const NO_NUMBERS = new Float64Array(0);
const NO_TICKS = new Uint32Array(0);

/** It starts small: most instruments have few series. */
const FIRST_ROWS = 4;
const GROWTH = 4;

/**
 * Series as rows of numbers in one typed array: no object for each series, and what a measurement
 * touches lies together. A row stays where it is for the life of its series; a free one is used
 * again.
 */
export abstract class Rows {
  protected numbers = NO_NUMBERS;
  protected readonly stride: number;
  readonly #shape: RowShape;
  #ticks: Uint32Array | undefined;
  #exemplars: ExemplarSlots | undefined;
  /** Changes with every measurement and every series that comes or goes. */
  version = 0;
  /** Changes with every series that comes or goes. */
  layout = 0;
  size = 0;

  /** `places`: numbers that a series needs for what it counts. */
  constructor(shape: RowShape, places: number) {
    this.#shape = shape;
    this.stride = FIRST_PLACE + places;
  }

  /** Enters an amount. */
  abstract take(row: number, amount: number): void;

  /** Changes a last value by an amount; sums and distributions take it as any. */
  shift(row: number, amount: number): void {
    this.take(row, amount);
  }

  /** As `version`, also where what is shown changes with time alone. */
  currentVersion(): number {
    return this.version;
  }

  /** The sum or the last value; 0 for distributions. */
  abstract valueOf(row: number): number;

  distributionOf(_row: number): Distribution | undefined {
    return undefined;
  }

  summaryOf(_row: number): SummaryState | undefined {
    return undefined;
  }

  exemplarsOf(row: number): readonly Exemplar[] {
    return this.#exemplars?.of(row) ?? NO_EXEMPLARS;
  }

  /** Offers an amount that was just taken as an exemplar. */
  offer(row: number, value: number, context: MeasurementContext | undefined): void {
    const { sampler } = this.#shape;
    if (sampler === undefined) return;
    this.#exemplars ??= new ExemplarSlots(sampler, this.exemplarLayout);
    this.#exemplars.offer(row, this.exemplarSlotOf(value), { value, context });
  }

  /** Rows that there is room for now. */
  get room(): number {
    return this.numbers.length / this.stride;
  }

  isLive(row: number): boolean {
    return row < this.room && !Number.isNaN(this.startOf(row));
  }

  startOf(row: number): number {
    return this.numbers[row * this.stride + START] as number;
  }

  /** The ticker's time at the last measurement; 0 where nobody wants to know. */
  tickOf(row: number): number {
    return this.#ticks?.[row] ?? 0;
  }

  /** Begins a series in a free row. */
  begin(row: number, startTimeMs: number): void {
    if (row >= this.room) this.#grow(row);
    const at = row * this.stride;
    this.numbers.fill(0, at, at + this.stride);
    this.numbers[at + START] = startTimeMs;
    this.size++;
    this.layout = (this.layout + 1) | 0;
    this.written(row);
  }

  /** Ends the series of a row. The last one gives the memory back. */
  end(row: number): void {
    this.numbers[row * this.stride + START] = Number.NaN;
    this.#exemplars?.end(row);
    this.size--;
    this.layout = (this.layout + 1) | 0;
    this.written(row);
    if (this.size > 0) return;
    this.numbers = NO_NUMBERS;
    this.#ticks = undefined;
  }

  /** Of a series that goes on in its row as another one; its attributes are the same. */
  protected setStart(row: number, startTimeMs: number): void {
    this.numbers[row * this.stride + START] = startTimeMs;
  }

  /** Whether it was written since the ticker went on. */
  protected isOfThisRound(row: number): boolean {
    return this.tickOf(row) === this.#shape.ticker?.now;
  }

  protected get exemplarLayout(): SlotLayout {
    return ONE_SLOT;
  }

  protected exemplarSlotOf(_value: number): number {
    return 0;
  }

  protected written(row: number): void {
    // Comes round at 2^31, so that it stays one of V8's small integers.
    this.version = (this.version + 1) | 0;
    if (this.#ticks !== undefined) this.#ticks[row] = this.#shape.ticker?.now ?? 0;
  }

  #grow(row: number): void {
    const { capacity, ticker } = this.#shape;
    const room = Math.min(capacity, Math.max(row + 1, FIRST_ROWS, this.room * GROWTH));
    const used = this.numbers.length;
    this.numbers = enlarged(this.numbers, new Float64Array(room * this.stride));
    this.numbers.fill(Number.NaN, used);
    if (ticker !== undefined) {
      this.#ticks = enlarged(this.#ticks ?? NO_TICKS, new Uint32Array(room));
    }
  }
}

function enlarged<A extends Float64Array | Uint32Array>(old: A, larger: A): A {
  larger.set(old);
  return larger;
}
