import { type CensusOptions, takeCensus } from '../../../src/exposition/census.ts';
import type { Statistics } from '../../../src/exposition/statistics.ts';
import type { Collection } from '../../../src/pipeline/collection.ts';
import type { Family, Series, SeriesBlock } from '../../../src/store/family.ts';
import { type FakeFamily, fakeFamily } from './fake-family.ts';
import { PLAIN_NAMING } from './plain-naming.ts';

export interface Counting extends Partial<CensusOptions> {
  readonly errors?: Collection['errors'];
  /** Called where the app may go on. */
  readonly onPause?: () => void;
}

/** The statistics of these families, for a total of 1000 series and 100 of each metric. */
export function count(families: readonly Family[], counting: Counting = {}): Statistics {
  const { errors = [], onPause = () => {}, ...options } = counting;
  const limits = { seriesLimit: 1000, seriesLimitPerMetric: 100 };
  const collection = { resource: {}, timeMs: 0, families, errors };
  const census = takeCensus(collection, { naming: PLAIN_NAMING, limit: 10, ...limits, ...options });
  for (let step = census.next(); ; step = census.next()) {
    if (step.done) return step.value;
    onPause();
  }
}

/** A fake histogram with these bounds. */
export function fakeHistogram(fake: FakeFamily, boundaries: readonly number[]): Family {
  const family = fakeFamily({ ...fake, kind: 'histogram' });
  return Object.assign(family, { descriptor: { ...family.descriptor, boundaries } });
}

const BLOCK = 256;

export interface LongFamily {
  readonly size: number;
  /** Called before each series is lent. */
  readonly onSeries: () => void;
}

/** A counter of many series, in blocks as the store has them, that differ in the attribute `id`. */
export function longFamily(name: string, { size, onSeries }: LongFamily): Family {
  function* series(from: number, to: number): Generator<Series> {
    for (let id = from; id < to; id++) {
      onSeries();
      yield { attributes: { id }, startTimeMs: 0, value: 1, exemplars: [], attributeAt: () => id };
    }
  }
  function* blocks(): Generator<SeriesBlock> {
    for (let from = 0; from < size; from += BLOCK) {
      const to = Math.min(from + BLOCK, size);
      yield { size: to - from, version: 0, series: () => series(from, to) };
    }
  }
  return Object.assign(fakeFamily({ name, kind: 'counter' }), {
    groups: () => [{ keys: ['id'], textsDiffer: true, blocks }],
    series: () => series(0, size),
  });
}
