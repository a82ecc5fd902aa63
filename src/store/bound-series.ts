import type { MeasurementContext } from './exemplars.ts';
import type { StoredAttributes } from './family.ts';
import type { Place } from './place.ts';
import type { Rows } from './rows.ts';
import type { Holder } from './series-group.ts';

/** Finds the place of a bound series anew. */
export interface Binder {
  attach(series: BoundSeries): Place;
}

/**
 * One series, found once. Where it has ended since (removed, expired), the next measurement begins
 * it again. While the limits keep it out it is looked for each time, so that it comes in as soon as
 * there is room.
 */
export class BoundSeries implements Place, Holder {
  readonly attributes: StoredAttributes;
  readonly #binder: Binder;
  #rows: Rows | undefined;
  #row = 0;
  next: Holder | undefined;
  /** The state of the budget in which the limits kept it out. */
  keptOutAt: number | undefined;

  constructor(attributes: StoredAttributes, binder: Binder) {
    this.attributes = attributes;
    this.#binder = binder;
  }

  take(amount: number): void {
    if (this.#rows === undefined) this.#binder.attach(this).take(amount);
    else this.#rows.take(this.#row, amount);
  }

  shift(amount: number): void {
    if (this.#rows === undefined) this.#binder.attach(this).shift(amount);
    else this.#rows.shift(this.#row, amount);
  }

  /** The overflow series, which is many sets in one, gets no exemplars from here. */
  offer(amount: number, context: MeasurementContext | undefined): void {
    this.#rows?.offer(this.#row, amount, context);
  }

  /** Where its next measurement goes: itself, or what it was found to be. */
  place(): Place {
    return this.#rows === undefined ? this.#binder.attach(this) : this;
  }

  takeHold(rows: Rows, row: number): void {
    this.#rows = rows;
    this.#row = row;
  }

  letGo(): void {
    this.#rows = undefined;
  }
}
