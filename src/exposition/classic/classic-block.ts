import { attributesOf } from '../../store/attributes-of.ts';
import { NO_EXEMPLARS } from '../../store/exemplars.ts';
import type {
  Distribution,
  Exemplar,
  Series,
  SeriesBlock,
  StoredAttributes,
  StoredValue,
} from '../../store/family.ts';
import type { Columns } from './columns.ts';
import type { ClassicMetric } from './table.ts';

/** How the series of a block are shown. */
export interface Showing {
  readonly metric: ClassicMetric;
  readonly columns: Columns;
}

/** A block of the store, of which a classic metric shows all series or some. */
export class ClassicBlock implements SeriesBlock {
  readonly #block: SeriesBlock;
  readonly #showing: Showing;

  constructor(block: SeriesBlock, showing: Showing) {
    this.#block = block;
    this.#showing = showing;
  }

  get version(): number {
    return this.#block.version;
  }

  get layout(): number | undefined {
    return this.#block.layout;
  }

  /** Counted where only some are shown: those blocks are small. */
  get size(): number {
    const { isShown } = this.#showing.columns;
    if (isShown === undefined) return this.#block.size;
    let size = 0;
    for (const series of this.#block.series()) if (isShown(series)) size++;
    return size;
  }

  *series(): Generator<Series> {
    const { isShown } = this.#showing.columns;
    for (const series of this.#block.series()) {
      if (isShown === undefined || isShown(series)) yield new ClassicSeries(series, this.#showing);
    }
  }
}

/** A series with other labels, and a value that is made of its own; nothing of it is kept. */
class ClassicSeries implements Series {
  readonly #series: Series;
  readonly #showing: Showing;

  constructor(series: Series, showing: Showing) {
    this.#series = series;
    this.#showing = showing;
  }

  get attributes(): StoredAttributes {
    return attributesOf(this.#showing.columns.labels, this);
  }

  attributeAt(position: number): StoredValue {
    return this.#showing.columns.read[position]?.(this.#series) ?? '';
  }

  get startTimeMs(): number {
    return this.#series.startTimeMs;
  }

  get value(): number {
    const { counts, times = 1 } = this.#showing.metric;
    return counts ? (this.#series.distribution?.count ?? 0) : this.#series.value * times;
  }

  get distribution(): Distribution | undefined {
    return this.#showing.metric.counts ? undefined : this.#series.distribution;
  }

  /** A count has none: what was measured is an amount of the histogram's. */
  get exemplars(): readonly Exemplar[] {
    const { counts, times = 1 } = this.#showing.metric;
    return counts || times !== 1 ? NO_EXEMPLARS : this.#series.exemplars;
  }
}
