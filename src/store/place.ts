import type { MeasurementContext } from './exemplars.ts';

/** Where the measurements of one series go. */
export interface Place {
  /** Enters an amount that the instrument may take. Costs some nanoseconds; never throws. */
  take(amount: number): void;
  /** Changes a gauge's value by an amount. As `take` else. */
  shift(amount: number): void;
  /**
   * Offers what was just taken as an exemplar, made in `context` or, where there is none, in the
   * active one. Looks for the span, so only worth a call while the table's sampler is on.
   */
  offer(amount: number, context: MeasurementContext | undefined): void;
}

/** Takes what a series refuses, and keeps nothing of it. */
export const NOWHERE: Place = { take() {}, shift() {}, offer() {} };
