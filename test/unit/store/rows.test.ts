import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { HistogramRows } from '../../../src/store/histogram-rows.ts';
import { LastValueRows, ObservedTotalRows, SumRows } from '../../../src/store/number-rows.ts';
import type { RowShape, Rows } from '../../../src/store/rows.ts';
import { DEFAULT_SUMMARY, SummaryRows } from '../../../src/store/summary-rows.ts';

const clock = vi.hoisted(() => ({ ms: 0 }));
vi.mock(import('../../../src/foundation/clock.ts'), async (original) => ({
  ...(await original()),
  epochMs: () => clock.ms,
}));

const SHAPE: RowShape = { capacity: 64 };
const MAKERS: [string, (shape: RowShape) => Rows][] = [
  ['sums', (shape) => new SumRows(shape)],
  ['last values', (shape) => new LastValueRows(shape)],
  ['observed totals', (shape) => new ObservedTotalRows(shape, true)],
  ['distributions', (shape) => new HistogramRows(shape, [1, 2])],
  ['summaries', (shape) => new SummaryRows(shape, DEFAULT_SUMMARY)],
];

describe.each(MAKERS)('rows of %s', (_what, make) => {
  it('are live from their beginning to their end', () => {
    const rows = make(SHAPE);
    expect([rows.room, rows.size, rows.isLive(0)]).toEqual([0, 0, false]);
    rows.begin(0, 1000);
    rows.begin(5, 2000);
    expect([0, 1, 4, 5, 6, 63, 64].filter((row) => rows.isLive(row))).toEqual([0, 5]);
    expect([rows.startOf(0), rows.startOf(5), rows.size]).toEqual([1000, 2000, 2]);
    rows.end(0);
    expect([rows.isLive(0), rows.isLive(5), rows.size]).toEqual([false, true, 1]);
  });

  it('keep what stands in others when they grow, and grow to their capacity only', () => {
    const rows = make(SHAPE);
    for (let row = 0; row < 64; row++) {
      rows.begin(row, row);
      rows.take(row, 1);
      expect(rows.room).toBeLessThanOrEqual(64);
    }
    const all = Array.from({ length: 64 }, (_, row) => row);
    expect(all.map((row) => rows.startOf(row))).toEqual(all);
    const countOf = (row: number) => (rows.distributionOf(row) ?? rows.summaryOf(row))?.count;
    expect(all.filter((row) => (countOf(row) ?? rows.valueOf(row)) !== 1)).toEqual([]);
  });

  it('begin at nothing when they are used again', () => {
    const rows = make(SHAPE);
    const fresh = () => [rows.valueOf(0), rows.distributionOf(0), rows.summaryOf(0)];
    rows.begin(1, 1);
    rows.begin(0, 1);
    const before = fresh();
    rows.take(0, 7);
    rows.end(0);
    rows.begin(0, 2);
    expect(fresh()).toEqual(before);
    expect(rows.startOf(0)).toBe(2);
  });

  it('give their memory back with the last one, and can begin again', () => {
    const rows = make({ ...SHAPE, ticker: { now: 1 } });
    for (let row = 0; row < 64; row++) rows.begin(row, 1);
    for (let row = 0; row < 64; row++) rows.end(row);
    expect([rows.size, rows.room]).toEqual([0, 0]);
    expect([rows.isLive(0), rows.isLive(63)]).toEqual([false, false]);
    rows.begin(60, 9);
    expect([rows.isLive(60), rows.isLive(0), rows.startOf(60), rows.size]).toEqual([
      true,
      false,
      9,
      1,
    ]);
  });

  it('have another version after each change, also over the empty state', () => {
    const rows = make(SHAPE);
    const seen = [rows.version];
    const changes = [
      () => rows.begin(0, 1),
      () => rows.take(0, 0),
      () => rows.take(0, 0),
      () => rows.begin(1, 1),
      () => rows.end(0),
      () => rows.end(1),
      () => rows.begin(0, 1),
    ];
    for (const change of changes) {
      change();
      seen.push(rows.version);
    }
    expect(new Set(seen).size).toBe(changes.length + 1);
  });

  it('know when they were last written, where there is a ticker', () => {
    const ticker = { now: 3 };
    const rows = make({ ...SHAPE, ticker });
    rows.begin(0, 1);
    ticker.now = 4;
    rows.begin(1, 1);
    ticker.now = 5;
    rows.take(0, 1);
    // Growing loses none of it.
    for (let row = 2; row < 64; row++) rows.begin(row, 1);
    expect([0, 1, 2].map((row) => rows.tickOf(row))).toEqual([5, 4, 5]);
    const without = make(SHAPE);
    without.begin(0, 1);
    without.take(0, 1);
    expect(without.tickOf(0)).toBe(0);
  });
});

describe('rows of sums', () => {
  it('have the first sum in the place of the last value in rows of those', () => {
    const [sums, lasts] = [new SumRows(SHAPE), new LastValueRows(SHAPE)];
    for (const rows of [sums, lasts]) {
      rows.begin(0, 1);
      rows.begin(1, 1);
      for (const amount of [1, 5, -2.5]) rows.take(1, amount);
    }
    expect([sums.valueOf(0), sums.valueOf(1)]).toEqual([0, 3.5]);
    expect([lasts.valueOf(0), lasts.valueOf(1)]).toEqual([0, -2.5]);
    expect(sums.distributionOf(1)).toBeUndefined();
  });
});

describe('rows of observed totals', () => {
  /** Value and start after each round; a round's observations come a millisecond apart. */
  function shownAfter(rounds: readonly (readonly number[])[], addsUp: boolean) {
    const ticker = { now: 1 };
    const rows = new ObservedTotalRows({ ...SHAPE, ticker }, addsUp);
    for (const row of [0, 1, 2]) rows.begin(row, 1);
    const shown = rounds.map((amounts, number) => {
      clock.ms = 1000 * (number + 1);
      for (const amount of amounts) {
        rows.take(1, amount);
        clock.ms++;
      }
      ticker.now++;
      return [rows.valueOf(1), rows.startOf(1)];
    });
    for (const row of [0, 2]) expect([rows.valueOf(row), rows.startOf(row)]).toEqual([0, 1]);
    return shown;
  }

  it('fell under one start time: a total that is less begins anew', () => {
    const rounds = [[10], [20], [20], [2], [4], [3]];
    for (const addsUp of [false, true]) {
      expect(shownAfter(rounds, addsUp)).toEqual([
        [10, 1],
        [20, 1],
        [20, 1],
        [2, 4000],
        [4, 4000],
        [3, 6000],
      ]);
    }
  });

  it('begin anew by what a whole round says, where sets add up', () => {
    const rounds = [
      [10, 20],
      [5, 25],
      [5, 20, 6],
      [30, 0],
      [1, 2],
    ];
    expect(shownAfter(rounds, true)).toEqual([
      [30, 1],
      [30, 1],
      [31, 1],
      [30, 4000],
      [3, 5000],
    ]);
  });

  it('go by the last of several in a round, where they do not add up', () => {
    expect(shownAfter([[10], [2, 12], [30, 20], [30, 5]], false)).toEqual([
      [10, 1],
      [12, 1],
      [20, 1],
      [5, 4001],
    ]);
  });
});

describe('a distribution', () => {
  function distributionOf(boundaries: readonly number[], amounts: readonly number[]) {
    const rows = new HistogramRows(SHAPE, boundaries);
    // Neighbours show what is written beside its row.
    for (const row of [0, 1, 2]) rows.begin(row, 1);
    for (const amount of amounts) rows.take(1, amount);
    const untouched = { count: 0, sum: 0, min: Infinity, max: -Infinity };
    for (const row of [0, 2]) expect(rows.distributionOf(row)).toMatchObject(untouched);
    return rows.distributionOf(1);
  }

  it('counts a value on a bound into the bucket of that bound', () => {
    expect(distributionOf([1, 2], [0, 1, 1.5, 2, 3])).toEqual({
      boundaries: [1, 2],
      counts: [2, 2, 1],
      count: 5,
      sum: 7.5,
      min: 0,
      max: 3,
    });
  });

  it('agrees with counting by hand for any values and bounds', () => {
    const bounds = fc.uniqueArray(fc.integer({ min: -5, max: 50 }), { maxLength: 12 });
    const values = fc.array(fc.integer({ min: 0, max: 60 }));
    fc.assert(
      fc.property(bounds, values, (unsorted, amounts) => {
        const boundaries = unsorted.sort((a, b) => a - b);
        const upTo = (bound: number) => amounts.filter((value) => value <= bound).length;
        let below = 0;
        const expected = [...boundaries, Infinity].map((bound) => {
          const count = upTo(bound) - below;
          below += count;
          return count;
        });
        const distribution = distributionOf(boundaries, amounts);
        expect(distribution?.counts).toEqual(expected);
        expect(distribution?.min).toBe(Math.min(...amounts));
        expect(distribution?.max).toBe(Math.max(...amounts));
      }),
    );
  });

  it('that was read does not change when more is measured', () => {
    const rows = new HistogramRows(SHAPE, [1]);
    rows.begin(0, 1);
    const read = rows.distributionOf(0);
    rows.take(0, 1);
    expect(read.counts).toEqual([0, 0]);
  });
});
