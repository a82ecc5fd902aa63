import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ExponentialBuckets, Quantile } from '../../../src/store/family.ts';
import { MOST_WINDOW_BUCKETS, mergedWindows, quantilesOf } from '../../../src/store/quantiles.ts';
import type { RowShape } from '../../../src/store/rows.ts';
import { Sketch } from '../../../src/store/sketch.ts';
import { DEFAULT_SUMMARY, SummaryRows } from '../../../src/store/summary-rows.ts';

vi.mock(import('../../../src/foundation/clock.ts'), () => import('../../support/host-clock.ts'));

const SHAPE: RowShape = { capacity: 16 };
const QUANTILES = [0.01, 0.5, 0.9, 0.95, 0.99, 0.999];
const MOST_ERROR = 0.01;

/** The least amount that at least this share of them don't exceed: nearest rank. */
function exact(sorted: Float64Array | readonly number[], quantile: number): number {
  return sorted[Math.max(Math.ceil(quantile * sorted.length) - 1, 0)] ?? Number.NaN;
}

function expectWithin(told: readonly Quantile[], sorted: Float64Array | readonly number[]): void {
  for (const { quantile, value } of told) {
    const right = exact(sorted, quantile);
    if (right < 2 ** -1022) expect(value).toBe(0);
    else expect(Math.abs(value / right - 1)).toBeLessThanOrEqual(MOST_ERROR);
  }
}

function windowOf(amounts: Iterable<number>): ExponentialBuckets {
  const sketch = new Sketch();
  for (const amount of amounts) sketch.take(amount);
  return sketch.buckets();
}

/** Numbers from 0 to 1 that are the same in each run. */
function createRandom(): () => number {
  let state = 42;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
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
  fc.constantFrom(0, Number.MIN_VALUE, 2 ** -1022, 1, Number.MAX_VALUE),
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

  it('is no older after a long pause than after a short one', () => {
    const rows = begin();
    rows.take(0, 1);
    vi.advanceTimersByTime(1e9);
    rows.take(0, 100);
    expect(median(rows) / 100).toBeCloseTo(1, 1);
    expect(rows.summaryOf(0).window?.counts.reduce((sum, count) => sum + count, 0)).toBe(1);
  });

  it('has another version when a step is over, though nobody records', () => {
    const rows = begin();
    rows.take(0, 1);
    const version = rows.currentVersion();
    expect(rows.currentVersion()).toBe(version);
    vi.advanceTimersByTime(1_000);
    expect(rows.currentVersion()).not.toBe(version);
  });

  it('begins empty in a row that was used before', () => {
    const rows = begin();
    rows.take(0, 1);
    rows.end(0);
    rows.begin(0, 2);
    expect(rows.summaryOf(0)).toMatchObject({ count: 0, sum: 0 });
    expect(median(rows)).toBeNaN();
  });
});
