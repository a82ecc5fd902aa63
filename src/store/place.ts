/** Where the measurements of one series go. */
export interface Place {
  /** Enters an amount that the instrument may take. Costs some nanoseconds; never throws. */
  take(amount: number): void;
}
