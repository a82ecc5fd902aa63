import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../src/live/model/evaluate.ts';
import type { History } from '../../../../src/live/model/history.ts';
import { createHistory } from '../../../../src/live/model/recorder.ts';
import type { Expression } from '../../../../src/views/expression.ts';
import { createNames, DEFAULT_NAMES } from '../../../../src/views/names.ts';
import { feedsOf, joinFeeds, pageMetric, type Snapshot } from './app-model.ts';
import { type Asked, naiveCount, naiveLevels, naiveQuantile, naiveRate } from './naive.ts';
import { appArbitrary, TYPES } from './random-app.ts';

/** Moments in which series are cleared of what is too old, more than once. */
const LONG = 120;

const names = createNames(DEFAULT_NAMES);
const windowMs = 10_000;
const options = { names, windowMs };

const hits = pageMetric('hits', 'counter', 'route', 'status');
const took = pageMetric('took', 'histogram', 'route', 'status');
const depth = pageMetric('depth', 'gauge', 'route', 'status');
const by = ['route'];

type Naive = (snapshots: readonly Snapshot[], at: number, asked: Omit<Asked, 'metric'>) => unknown;

interface Case {
  readonly expression: Expression;
  readonly naive: Naive;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const level =
  (of: (values: readonly number[]) => number): Naive =>
  (snapshots, at, asked) => {
    const values = naiveLevels(snapshots, at, { metric: 'depth', ...asked });
    return values.length === 0 ? null : of(values);
  };

const CASES: Readonly<Record<string, Case>> = {
  'rate of a counter': {
    expression: { ask: 'rate', of: hits, by },
    naive: (all, at, asked) => naiveRate(all, at, { metric: 'hits', part: 0, ...asked }),
  },
  'rate of a count': {
    expression: { ask: 'rate', of: took },
    naive: (all, at, asked) => naiveRate(all, at, { metric: 'took', part: 0, ...asked }),
  },
  'rate of a sum': {
    expression: { ask: 'rate', part: 'sum', of: took, by },
    naive: (all, at, asked) => naiveRate(all, at, { metric: 'took', part: 1, ...asked }),
  },
  median: {
    expression: { ask: 'quantile', q: 0.5, of: took, by },
    naive: (all, at, asked) => naiveQuantile(all, at, { metric: 'took', q: 0.5, ...asked }),
  },
  'a quantile over different buckets': {
    expression: { ask: 'quantile', q: 0.95, of: took },
    naive: (all, at, asked) => naiveQuantile(all, at, { metric: 'took', q: 0.95, ...asked }),
  },
  sum: { expression: { ask: 'value', aggregate: 'sum', of: depth, by }, naive: level(sum) },
  max: {
    expression: { ask: 'value', aggregate: 'max', of: depth },
    naive: level((values) => Math.max(...values)),
  },
  min: {
    expression: { ask: 'value', aggregate: 'min', of: depth },
    naive: level((values) => Math.min(...values)),
  },
  avg: {
    expression: { ask: 'value', aggregate: 'avg', of: depth, by },
    naive: level((values) => sum(values) / values.length),
  },
  count: {
    expression: { ask: 'count', of: took, by },
    naive: (all, at, asked) => naiveCount(all, at, { metric: 'took', ...asked }),
  },
};

function expectNaive(
  history: History,
  snapshots: readonly Snapshot[],
  { expression, naive }: Case,
) {
  for (const labels of groupsOf(expression)) {
    const lines = evaluate(expression, history, options);
    const line = lines.find((one) => one.labels['route'] === labels['route']);
    for (const [at, timeMs] of history.times.entries()) {
      const seen = snapshots.findIndex((snapshot) => snapshot.timeMs === timeMs);
      const expected = seen === -1 ? null : naive(snapshots, seen, { labels, windowMs });
      const value = line?.values[at] ?? null;
      if (typeof expected === 'number') expect(value).toBeCloseTo(expected, 9);
      else expect(value).toBe(expected);
    }
  }
}

function groupsOf(expression: Expression): readonly Asked['labels'][] {
  const isSplit = 'by' in expression && expression.by !== undefined;
  return isSplit ? ['/a', '/b', '/c'].map((route) => ({ route })) : [{}];
}

describe.each(Object.entries(CASES))('%s', (_, one) => {
  it('is as worked out from whole snapshots', () => {
    fc.assert(
      fc.property(appArbitrary(), (snapshots) => {
        const history = createHistory();
        for (const feed of feedsOf(snapshots, TYPES)) history.apply(feed);
        expectNaive(history, snapshots, one);
      }),
    );
  });

  it('is the same asked after each frame, while old ones are forgotten', () => {
    fc.assert(
      fc.property(appArbitrary(LONG), (snapshots) => {
        const history = createHistory({ keepMs: 20_000 });
        for (const feed of feedsOf(snapshots, TYPES)) {
          history.apply(feed);
          evaluate(one.expression, history, options);
        }
        expectNaive(history, snapshots, one);
      }),
      { numRuns: 40 },
    );
  });

  it('is the same for any split of the frames, some coming twice', () => {
    fc.assert(
      fc.property(appArbitrary(), fc.infiniteStream(fc.boolean()), (snapshots, chances) => {
        const next = () => chances.next().value === true;
        const feeds = feedsOf(snapshots, TYPES);
        const [history, other] = [createHistory(), createHistory()];
        for (const feed of feeds) history.apply(feed);
        for (const feed of joinFeeds(feeds, next)) {
          other.apply(feed);
          if (next()) other.apply(feed);
        }
        expect(other.times).toEqual(history.times);
        const answer = evaluate(one.expression, other, options);
        expect(answer).toEqual(evaluate(one.expression, history, options));
      }),
    );
  });

  it('is never negative', () => {
    fc.assert(
      fc.property(appArbitrary(), (snapshots) => {
        const history = createHistory();
        for (const feed of feedsOf(snapshots, TYPES)) history.apply(feed);
        const values = evaluate(one.expression, history, options).flatMap((line) => line.values);
        for (const value of values) expect(value ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
