import type { Series, SeriesBlock } from '../../store/family.ts';
import type { DeltaSeries } from './series.ts';

export interface BlockUpdate {
  readonly timeMs: number;
  /** What is known of a series that was not in this place, or nothing yet. */
  readonly begin: (series: Series) => DeltaSeries;
}

/** Of a block's series those that have something to deliver, as it was at the collection. */
export class DeltaBlock implements SeriesBlock {
  version = 0;
  /** All series of its source, in their order. */
  all: readonly DeltaSeries[] = [];
  #shown: readonly DeltaSeries[] = [];
  #isDelivered = false;
  #layout = 0;
  #sourceVersion: number | undefined;
  #sourceLayout: number | undefined;

  /** None where its source lives for one collection only. */
  get layout(): number | undefined {
    return this.#sourceLayout === undefined ? undefined : this.#layout;
  }

  get size(): number {
    return this.#isDelivered ? 0 : this.#shown.length;
  }

  series(): Iterable<Series> {
    return this.#isDelivered ? [] : this.#shown;
  }

  /** Whether series have come to this source, or gone, since it was updated. */
  isOther({ layout }: SeriesBlock): boolean {
    return layout !== undefined && layout !== this.#sourceLayout;
  }

  /** Takes the totals as they are now; at once, since they go on changing. */
  update(source: SeriesBlock, { timeMs, begin }: BlockUpdate): void {
    const { version, layout } = source;
    const isSame = layout !== undefined && layout === this.#sourceLayout;
    if (isSame && version === this.#sourceVersion) return;
    const all: DeltaSeries[] = [];
    const shown: DeltaSeries[] = [];
    for (const series of source.series()) {
      const own = (isSame ? this.all[all.length] : undefined) ?? begin(series);
      all.push(own);
      if (own.take(series, timeMs)) shown.push(own);
    }
    this.all = all;
    this.#sourceVersion = version;
    this.#sourceLayout = layout;
    this.#show(shown);
  }

  delivered(timeMs: number): void {
    for (const series of this.#shown) series.delivered(timeMs);
    this.#isDelivered = true;
  }

  #show(shown: readonly DeltaSeries[]): void {
    if (!areSame(shown, this.#shown)) this.#layout = (this.#layout + 1) | 0;
    this.version = (this.version + 1) | 0;
    this.#shown = shown;
    this.#isDelivered = false;
  }
}

function areSame(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.length === others.length && some.every((one, index) => one === others[index]);
}
