import { haveSameItems } from '../../foundation/items.ts';
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
  #all: readonly DeltaSeries[] = [];
  /** Until when all of them are delivered; undefined while they say it themselves. */
  #knownMs: number | undefined;
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

  /** Its series, to be found elsewhere: each with the time until which it is delivered. */
  leave(): readonly DeltaSeries[] {
    for (const series of this.#all) series.knownUntil(this.#knownMs);
    return this.#all;
  }

  /** Takes the totals as they are now; at once, since they go on changing. */
  update(source: SeriesBlock, { timeMs, begin }: BlockUpdate): void {
    const { version, layout } = source;
    const isSame = layout !== undefined && layout === this.#sourceLayout;
    if (isSame && version === this.#sourceVersion) return;
    if (!isSame) this.#knownMs = undefined;
    const all: DeltaSeries[] = [];
    const shown: DeltaSeries[] = [];
    for (const series of source.series()) {
      const own = (isSame ? this.#all[all.length] : undefined) ?? begin(series);
      all.push(own);
      own.knownUntil(this.#knownMs);
      if (own.take(series, timeMs)) shown.push(own);
    }
    this.#all = all;
    this.#sourceVersion = version;
    this.#sourceLayout = layout;
    this.#show(shown);
  }

  delivered(timeMs: number): void {
    for (const series of this.#shown) series.delivered();
    this.#isDelivered = true;
    this.#knownMs = timeMs;
  }

  /** Of the last collection nothing is left to deliver: what has not changed is known until then, too. */
  settled(timeMs: number): void {
    this.#knownMs = timeMs;
  }

  #show(shown: readonly DeltaSeries[]): void {
    if (!haveSameItems(shown, this.#shown)) this.#layout = (this.#layout + 1) | 0;
    this.version = (this.version + 1) | 0;
    this.#shown = shown;
    this.#isDelivered = false;
  }
}
