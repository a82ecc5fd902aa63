import type {
  Series,
  SeriesBlock,
  SeriesGroup,
  StoredAttributes,
  StoredValue,
} from '../../store/family.ts';
import type { Row } from '../lines.ts';

/** Series in a block: requests are cut between blocks. */
const BLOCK_SIZE = 256;

/** What a sum of series is called by: the attributes of its first one. */
export interface SeriesName {
  /** The same array for all series of a group. */
  readonly keys: readonly string[];
  readonly attributes: StoredAttributes;
}

/** Sums as series of one collection. */
export function mergedGroups(all: readonly (readonly [SeriesName, Row])[]): SeriesGroup[] {
  const series = all.map(([name, row]) => new MergedSeries(name, row));
  return [...Map.groupBy(series, ({ keys }) => keys)].map(([keys, own]) => {
    const blocks = blocksOf(own);
    return { keys, textsDiffer: false, blocks: () => blocks };
  });
}

function blocksOf(all: readonly Series[]): SeriesBlock[] {
  const count = Math.ceil(all.length / BLOCK_SIZE);
  return Array.from({ length: count }, (_, number) => {
    const series = all.slice(number * BLOCK_SIZE, (number + 1) * BLOCK_SIZE);
    return { size: series.length, version: 0, series: () => series };
  });
}

class MergedSeries implements Series {
  readonly keys: readonly string[];
  readonly attributes: StoredAttributes;
  readonly #row: Row;

  constructor({ keys, attributes }: SeriesName, row: Row) {
    this.keys = keys;
    this.attributes = attributes;
    this.#row = row;
  }

  attributeAt(position: number): StoredValue {
    return this.attributes[this.keys[position] ?? ''] ?? '';
  }

  get startTimeMs(): number {
    return this.#row.startTimeMs;
  }

  get value(): number {
    return this.#row.value;
  }

  get distribution(): Row['distribution'] {
    return this.#row.distribution;
  }

  get summary(): Row['summary'] {
    return this.#row.summary;
  }

  get exemplars(): Row['exemplars'] {
    return this.#row.exemplars;
  }
}
