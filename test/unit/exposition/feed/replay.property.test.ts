import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { FeedState } from '../../../../src/exposition/feed/frame.ts';
import type { Family } from '../../../../src/store/family.ts';
import { type History, histories } from '../histories.ts';
import {
  type JsonMetric,
  type JsonNumber,
  type JsonSeries,
  readJsonPage,
} from '../json/read-json-page.ts';
import { storeHistories } from '../store-histories.ts';
import { FeedInUse, Replay, seriesKey } from './feed-in-use.ts';

const RESOURCE = { 'service.name': 'shop', 'a.b': '"<script>"' };

it.each<[what: string, histories: fc.Arbitrary<() => History>, numRuns: number]>([
  ['plain families', histories, 150],
  ['the families of a store', storeHistories, 50],
])('frames of %s lead to what the page says, at each moment', (_, all, numRuns) => {
  fc.assert(
    fc.property(all, fc.nat(3), (begin, joinsAt) => {
      const { families, changes } = begin();
      const feed = new FeedInUse({ resource: RESOURCE });
      const fromTheStart = new Replay();
      let late: Replay | undefined;
      for (const [round, change] of [() => {}, ...changes].entries()) {
        change();
        const frame = feed.next(families);
        fromTheStart.apply(frame);
        late?.apply(frame);
        if (round === joinsAt) {
          late = new Replay();
          late.apply(feed.whole());
        }
        const page = statesOfPage(families);
        expect(fromTheStart.states).toEqual(page);
        if (late !== undefined) expect(late.states).toEqual(page);
        expect(feed.writer.size).toBe(Object.keys(page).length);
        // What did not change is in no frame.
        const again = feed.next(families);
        expect([again.metrics, again.series, again.gone, again.values]).toEqual([[], [], [], []]);
      }
    }),
    { numRuns },
  );
});

function statesOfPage(families: readonly Family[]): Record<string, FeedState> {
  const { metrics } = readJsonPage(families, { resource: RESOURCE });
  return Object.fromEntries(
    metrics.flatMap((metric) => metric.series.map((series) => stateOf(metric, series))),
  );
}

function stateOf(metric: JsonMetric, series: JsonSeries): [key: string, state: FeedState] {
  const { name, unit } = metric;
  const type = metric.type as 'gauge';
  const { labels, value, count = 0, sum = 0, buckets, quantiles } = series;
  const key = (marks?: readonly number[]) => seriesKey({ name, type, unit, labels, marks });
  if (buckets !== undefined) {
    const counts = buckets.map((one, at) => one.count - (buckets[at - 1]?.count ?? 0));
    const bounds = buckets.slice(0, -1).map(({ le }) => Number(le));
    return [key(bounds), [count, finite(sum), ...counts]];
  }
  if (quantiles !== undefined) {
    const values = quantiles.map((one) => finite(one.value));
    return [key(quantiles.map(({ quantile }) => quantile)), [count, finite(sum), ...values]];
  }
  return [key(), finite(value)];
}

function finite(value: JsonNumber | undefined): number | null {
  return typeof value === 'number' ? value : null;
}
