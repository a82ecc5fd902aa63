/** How the lists of the statistics count, as Prometheus's own TSDB status does. */
export interface NamedCount {
  readonly name: string;
  readonly value: number;
}

/** The entries of the highest values, in descending order; of equal ones the first come first. */
export class Ranking<T extends NamedCount> {
  readonly #limit: number;
  readonly #entries: T[] = [];

  /** `limit`: most entries that are kept. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get entries(): readonly T[] {
    return this.#entries;
  }

  add(entry: T): void {
    const place = this.#entries.findLastIndex(({ value }) => value >= entry.value) + 1;
    if (place === this.#limit) return;
    this.#entries.splice(place, 0, entry);
    if (this.#entries.length > this.#limit) this.#entries.pop();
  }
}
