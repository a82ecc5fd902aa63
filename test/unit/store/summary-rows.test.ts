import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ExponentialBuckets, Quantile } from '../../../src/store/family.ts';
import { MOST_WINDOW_BUCKETS, mergedWindows, quantilesOf } from '../../../src/store/quantiles.ts';
import type { RowShape } from '../../../src/store/rows.ts';
import { Sketch } from '../../../src/store/sketch.ts';
import { DEFAULT_SUMMARY, SummaryRows } from '../../../src/store/summary-rows.ts';
import { createRandom } from '../../support/random.ts';

vi.mock(import('../../../src/foundation/clock.ts'), () => import('../../support/host-clock.ts'));

const SHAPE: RowShape = { capacity: 16 };
const QUANTILES = [0.01, 0.5, 0.9, 0.95, 0.99, 0.999];
const MOST_ERROR = 0.01;
/** Up to here amounts count as zero. */
const LEAST = 2 ** -1022;

/** The least amount that at least this share of them don't exceed: nearest rank. */
function exact(sorted: Float64Array | readonly number[], quantile: number): number {
  return sorted[Math.max(Math.ceil(quantile * sorted.length) - 1, 0)] ?? Number.NaN;
}

function expectWithin(told: readonly Quantile[], sorted: Float64Array | readonly number[]): void {
  for (const { quantile, value } of told) {
    const right = exact(sorted, quantile);
    if (right <= LEAST) expect(value).toBe(0);
    else expect(Math.abs(value / right - 1)).toBeLessThanOrEqual(MOST_ERROR);
  }
}

function windowOf(amounts: Iterable<number>): ExponentialBuckets {
  const sketch = new Sketch();
  for (const amount of amounts) sketch.take(amount);
  return sketch.buckets();
}

function createNormal(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
}

const random = createRandom();
const normal = createNormal(random);
const MILLION = 1_000_000;

describe.each<[string, () => number]>([
  ['uniform', () => random() * 1000],
  ['log-normal', () => Math.exp(2 * normal())],
  ['bimodal', () => Math.abs(random() < 0.7 ? 5 + normal() : 5000 + 400 * normal())],
])('of a million %s amounts', (_name, draw) => {
  const amounts = Float64Array.from({ length: MILLION }, draw);
  const sorted = amounts.slice().sort();

  it('quantiles are within 1 % of the exact ones', () => {
    const rows = new SummaryRows(SHAPE, { ...DEFAULT_SUMMARY, quantiles: QUANTILES });
    rows.begin(0, 1);
    for (const amount of amounts) rows.take(0, amount);
    const { count, sum, quantiles } = rows.summaryOf(0);
    expect(count).toBe(MILLION);
    expect(sum / amounts.reduce((total, amount) => total + amount, 0)).toBeCloseTo(1, 9);
    expectWithin(quantiles, sorted);
  });

  it('they are after merging 4 parts, too, and the same as of one', () => {
    const quarter = MILLION / 4;
    const parts = [0, 1, 2, 3].map((part) =>
      windowOf(amounts.subarray(part * quarter, (part + 1) * quarter)),
    );
    const told = quantilesOf(parts.reduce(mergedWindows), QUANTILES);
    expectWithin(told, sorted);
    expect(told).toEqual(quantilesOf(windowOf(amounts), QUANTILES));
  });
});

const anyAmount = fc.oneof(
  fc.constantFrom(0, Number.MIN_VALUE, LEAST, 1, 2, Number.MAX_VALUE),
  fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -300, max: 300, noNaN: true }).map((power) => 10 ** power),
);
/** 31 octaves at the most. */
const nearAmount = fc.double({ min: -15, max: 15, noNaN: true }).map((power) => 2 ** power);

describe('a window', () => {
  it('tells every quantile within 1 % while its amounts spread over 31 octaves', () => {
    fc.assert(
      fc.property(fc.array(nearAmount, { minLength: 1 }), (amounts) => {
        const sorted = amounts.toSorted((one, other) => one - other);
        expectWithin(quantilesOf(windowOf(amounts), QUANTILES), sorted);
      }),
    );
  });

  it('tells those of the largest amounts within 1 %, whatever the others are', () => {
    fc.assert(
      fc.property(fc.array(anyAmount, { minLength: 1, maxLength: 50 }), (amounts) => {
        const sorted = amounts.toSorted((one, other) => one - other);
        const greatest = sorted.at(-1) ?? 0;
        const kept = QUANTILES.filter(
          (quantile) => exact(sorted, quantile) > greatest * 2 ** -30 || greatest === 0,
        );
        expectWithin(quantilesOf(windowOf(amounts), kept), sorted);
      }),
    );
  });

  it('never takes more than its buckets, and counts every amount', () => {
    fc.assert(
      fc.property(fc.array(anyAmount), (amounts) => {
        const { counts, zeroCount } = windowOf(amounts);
        expect(counts.length).toBeLessThanOrEqual(MOST_WINDOW_BUCKETS);
        expect(counts.reduce((sum, count) => sum + count, zeroCount)).toBe(amounts.length);
      }),
    );
  });

  it('is the same in whatever order it takes amounts, and in whatever parts', () => {
    fc.assert(
      fc.property(fc.array(anyAmount), fc.nat(), fc.nat(), (amounts, cut, turn) => {
        const at = amounts.length === 0 ? 0 : cut % amounts.length;
        const one = quantilesOf(windowOf(amounts), QUANTILES);
        const [first, second] = [windowOf(amounts.slice(0, at)), windowOf(amounts.slice(at))];
        expect(quantilesOf(mergedWindows(first, second), QUANTILES)).toEqual(one);
        expect(quantilesOf(mergedWindows(second, first), QUANTILES)).toEqual(one);
        const turned = amounts.map((_, index) => amounts[(index + turn) % amounts.length] ?? 0);
        expect(quantilesOf(windowOf(turned.reverse()), QUANTILES)).toEqual(one);
      }),
    );
  });

  it.each([
    [[5], [5, 5, 5]],
    [
      [1, 2],
      [1, 1, 2],
    ],
    [
      [1, 2, 3],
      [1, 2, 3],
    ],
    [
      [1, 2, 3, 4],
      [1, 2, 4],
    ],
    [
      [0, 0, 8],
      [0, 0, 8],
    ],
    [
      [3, 1, 4, 1, 5, 9, 2, 6, 5, 3],
      [1, 3, 9],
    ],
  ])('of %j tells amounts by nearest rank: %j', (amounts, expected) => {
    const told = quantilesOf(windowOf(amounts), [0.2, 0.5, 0.95]);
    expect(told.map(({ value }) => Math.round(value))).toEqual(expected);
  });

  it('is within half a bucket also at the bounds of buckets, where one is merged as coarser', () => {
    for (let index = -640; index <= 640; index++) {
      const amounts = [2 ** (index / 64), 2 ** (index / 64) * (1 + 1e-12)];
      const window = windowOf(amounts);
      const coarse = { ...window, scale: 2, offset: Math.floor(window.offset / 16), counts: [1] };
      const merged = mergedWindows(window, coarse);
      expect(merged.scale).toBe(2);
      expect(merged.counts.reduce((sum, count) => sum + count, merged.zeroCount)).toBe(3);
      for (const { value } of quantilesOf(window, QUANTILES)) {
        expect(Math.abs(value / (amounts[0] ?? 0) - 1)).toBeLessThan(0.00542);
      }
    }
  });

  it.each([1e-300, 1e-9, 1, 3, 1e9, Number.MAX_VALUE])('of %d alone takes one octave', (amount) => {
    expect(windowOf([amount]).counts).toHaveLength(64);
  });

  it('stays at what a bucket can count, however often it is merged', () => {
    const [one, other] = [new Sketch(), new Sketch()];
    for (const sketch of [one, other]) for (const amount of [0.001, 1]) sketch.take(amount);
    for (let turn = 0; turn < 40; turn++) {
      one.takeAll(other);
      other.takeAll(one);
    }
    other.take(1);
    expect(other.buckets().counts.filter((count) => count > 0)).toEqual([2 ** 32 - 1, 2 ** 32 - 1]);
  });

  it('is the same where sketches were taken together', () => {
    fc.assert(
      fc.property(fc.array(fc.array(anyAmount)), (parts) => {
        const all = new Sketch();
        for (const amounts of parts) {
          const sketch = new Sketch();
          for (const amount of amounts) sketch.take(amount);
          all.takeAll(sketch);
        }
        expect(all.buckets()).toEqual(windowOf(parts.flat()));
      }),
    );
  });

  it('without amounts has quantiles that are no number, and of zeros alone 0', () => {
    expect(quantilesOf(windowOf([]), [0.5])).toEqual([{ quantile: 0.5, value: Number.NaN }]);
    expect(quantilesOf(windowOf([0, 0]), [0.5, 0.99]).map(({ value }) => value)).toEqual([0, 0]);
  });
});

describe('a summary whose window slides', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance', 'Date'], now: 0 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const summary = { quantiles: [0.5], windowMs: 5_000, steps: 5 };
  const begin = () => {
    const rows = new SummaryRows(SHAPE, summary);
    rows.begin(0, 1);
    return rows;
  };
  const median = (rows: SummaryRows) => rows.summaryOf(0).quantiles[0]?.value ?? 0;

  it('forgets amounts step by step, and keeps count and sum', () => {
    const rows = begin();
    for (let second = 0; second < 8; second++) {
      rows.take(0, 10 ** second);
      vi.advanceTimersByTime(1_000);
    }
    // At the end of 8 s the last 4 whole steps and the one that has just begun are left.
    expect(rows.summaryOf(0)).toMatchObject({ count: 8, sum: 11_111_111 });
    expect(median(rows) / 10 ** 5).toBeCloseTo(1, 1);
    vi.advanceTimersByTime(3_000);
    expect(median(rows) / 10 ** 7).toBeCloseTo(1, 1);
    vi.advanceTimersByTime(1_000);
    expect(rows.summaryOf(0)).toMatchObject({ count: 8, sum: 11_111_111 });
    expect(median(rows)).toBeNaN();
  });

  it.each([
    [0, 599_999, 600_000],
    [119_999, 599_999, 600_000],
    [120_000, 719_999, 720_000],
  ])('of ten minutes in five steps shows what it took at %d ms until %d', (taken, last, gone) => {
    const rows = new SummaryRows(SHAPE, DEFAULT_SUMMARY);
    rows.begin(0, 1);
    vi.advanceTimersByTime(taken);
    rows.take(0, 1);
    vi.advanceTimersByTime(last - taken);
    expect(median(rows)).toBeCloseTo(1, 1);
    vi.advanceTimersByTime(gone - last);
    expect(median(rows)).toBeNaN();
  });

  it('is no older after a long pause than after a short one', () => {
    const rows = begin();
    rows.take(0, 1);
    vi.advanceTimersByTime(1e9);
    rows.take(0, 100);
    expect(median(rows) / 100).toBeCloseTo(1, 1);
    expect(rows.summaryOf(0).window?.counts.reduce((sum, count) => sum + count, 0)).toBe(1);
  });

  it('has another version once amounts are forgotten, though nobody records, and then no more', () => {
    const rows = begin();
    rows.begin(1, 1);
    rows.take(0, 1);
    vi.advanceTimersByTime(1_000);
    rows.take(1, 1);
    const changes: boolean[] = [];
    for (let second = 2, before = rows.currentVersion(); second < 20; second++) {
      vi.advanceTimersByTime(1_000);
      changes.push(rows.currentVersion() !== before);
      before = rows.currentVersion();
    }
    expect(changes.flatMap((isChange, index) => (isChange ? [index + 2] : []))).toEqual([5, 6]);
  });

  it('is idle as long as nobody records, whatever it forgets', () => {
    const ticker = { now: 1 };
    const rows = new SummaryRows({ ...SHAPE, ticker }, summary);
    rows.begin(0, 1);
    rows.take(0, 1);
    ticker.now = 2;
    vi.advanceTimersByTime(10_000);
    rows.currentVersion();
    expect(rows.tickOf(0)).toBe(1);
  });

  it.each([1, 2])('begins empty in a row that was used before, of %d', (count) => {
    const rows = begin();
    for (let row = 1; row < count; row++) {
      rows.begin(row, 1);
      rows.take(row, 7);
    }
    rows.take(0, 1);
    rows.end(0);
    rows.begin(0, 2);
    expect(rows.summaryOf(0)).toMatchObject({ count: 0, sum: 0 });
    expect(median(rows)).toBeNaN();
    for (let row = 1; row < count; row++) {
      expect(rows.summaryOf(row)).toMatchObject({ count: 1, sum: 7 });
      expect((rows.summaryOf(row).quantiles[0]?.value ?? 0) / 7).toBeCloseTo(1, 1);
    }
  });

  it('that was read does not change when more is recorded', () => {
    const rows = begin();
    rows.take(0, 1);
    const read = rows.summaryOf(0);
    const before = structuredClone(read);
    for (const amount of [0, 1, 1e9]) rows.take(0, amount);
    expect(read).toEqual(before);
  });
});
