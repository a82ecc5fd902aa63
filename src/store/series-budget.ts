/** The series that all instruments of a store may have together. */
export class SeriesBudget {
  readonly #limit: number;
  #used = 0;
  #changes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isSpent(): boolean {
    return this.#used >= this.#limit;
  }

  /** Another number after each series that came or went. */
  get changes(): number {
    return this.#changes;
  }

  take(): void {
    this.#used++;
    this.#changes++;
  }

  giveBack(): void {
    this.#used--;
    this.#changes++;
  }
}
