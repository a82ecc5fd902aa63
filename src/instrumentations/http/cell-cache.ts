/**
 * Bound cells by a text (a route, an origin) and a number (everything else about the outcome):
 * two look-ups without building a key. Bounded, since the texts may come from the app.
 */
export class CellCache<C> {
  readonly #limit: number;
  readonly #groups = new Map<string, Map<number, C>>();
  #size = 0;

  /** `limit`: most cells that are kept; what comes later is found through the store each time. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  find(text: string, number: number): C | undefined {
    return this.#groups.get(text)?.get(number);
  }

  keep(text: string, number: number, cell: C): void {
    if (this.#size >= this.#limit) return;
    this.#size++;
    const group = this.#groups.get(text);
    if (group === undefined) this.#groups.set(text, new Map([[number, cell]]));
    else group.set(number, cell);
  }
}
