import type { DeltaSeries } from './series.ts';

/** Collections for which what is absent is remembered: a source or a callback that was late is back by then. */
export const LONGEST_ABSENCE = 10;

interface Left {
  readonly series: DeltaSeries;
  /** The number of the collection in which it was missed first. */
  readonly round: number;
}

/** Series that were not found in their place, until somebody claims them. */
export class Leftovers {
  /** By key; of several series with one key the first comes first. */
  readonly #left = new Map<string, Left[]>();

  /** With those of `before` that are not away for too long. */
  constructor(before?: Leftovers, round = 0) {
    if (before === undefined) return;
    for (const same of before.#left.values()) {
      for (const left of same) if (left.round > round - LONGEST_ABSENCE) this.#add(left);
    }
  }

  add(all: Iterable<DeltaSeries>, round: number): void {
    for (const series of all) this.#add({ series, round });
  }

  claim(key: string): DeltaSeries | undefined {
    return this.#left.get(key)?.shift()?.series;
  }

  #add(left: Left): void {
    const { key } = left.series;
    const same = this.#left.get(key);
    if (same === undefined) this.#left.set(key, [left]);
    else same.push(left);
  }
}
