import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_BUCKETS, mergedBuckets, ZERO_THRESHOLD } from '../../../src/store/exponential.ts';
import { exponentialIndex } from '../../../src/store/exponential-index.ts';
import type { Distribution, ExponentialBuckets } from '../../../src/store/family.ts';
import { HistogramRows } from '../../../src/store/histogram-rows.ts';
import { MetricStore } from '../../../src/store/metric-store.ts';
import { NativeHistogramRows } from '../../../src/store/native-histogram-rows.ts';
import type { RowShape } from '../../../src/store/rows.ts';
import { descriptorOf } from './tables.ts';

const SHAPE: RowShape = { capacity: 16 };
const EMPTY = { scale: 8, offset: 0, counts: [], zeroCount: 0, zeroThreshold: ZERO_THRESHOLD };

/** What a row holds after these amounts, between two rows that nothing may be written to. */
function distributionOf(amounts: readonly number[], boundaries: readonly number[] = []) {
  const rows = new NativeHistogramRows(SHAPE, boundaries);
  for (const row of [0, 1, 2]) rows.begin(row, 1);
  for (const amount of amounts) rows.take(1, amount);
  for (const row of [0, 2]) {
    expect(rows.distributionOf(row)).toMatchObject({ count: 0, sum: 0, exponential: EMPTY });
  }
  return rows.distributionOf(1);
}

function bucketsOf(amounts: readonly number[]): ExponentialBuckets {
  const { exponential } = distributionOf(amounts);
  if (exponential === undefined) throw new Error('no exponential buckets');
  return exponential;
}

/** Counted by hand: each amount by its index at the finest scale at which all fit. */
function expectedOf(amounts: readonly number[]): ExponentialBuckets {
  const above = amounts.filter((amount) => amount > ZERO_THRESHOLD);
  const zeroCount = amounts.length - above.length;
  if (above.length === 0) return { ...EMPTY, zeroCount };
  for (let steps = 0; ; steps++) {
    const indices = above.map((amount) => exponentialIndex()(amount) >> steps);
    const [lowest, highest] = [Math.min(...indices), Math.max(...indices)];
    if (highest - lowest >= MOST_BUCKETS) continue;
    const counts = Array.from({ length: highest - lowest + 1 }, () => 0);
    for (const index of indices) counts[index - lowest] = (counts[index - lowest] ?? 0) + 1;
    return { ...EMPTY, scale: 8 - steps, offset: lowest, counts, zeroCount };
  }
}

const anyAmount = fc.oneof(
  fc.double({ min: 0, max: Number.MAX_VALUE, noNaN: true }),
  fc.double({ min: 0.0001, max: 100, noNaN: true }),
  fc.constantFrom(0, -0, 1, 2, Number.MIN_VALUE, ZERO_THRESHOLD, 2 ** -425, Number.MAX_VALUE),
);
/** Amounts that are near to each other, as most are, so that all scales occur. */
const nearAmounts = fc
  .tuple(fc.double({ min: -425, max: 1023, noNaN: true }), fc.integer({ min: -10, max: 9 }))
  .chain(([centre, width]) =>
    fc.array(
      fc
        .double({ min: -1, max: 1, noNaN: true })
        .map((place) => 2 ** (centre + place * 2 ** width)),
    ),
  )
  .map((amounts) => amounts.filter(Number.isFinite));
const someAmounts = fc.oneof(fc.array(anyAmount), nearAmounts);

describe('exponential buckets', () => {
  it('agree with counting by hand, at the finest scale that has room', () => {
    fc.assert(
      fc.property(someAmounts, (amounts) => {
        expect(bucketsOf(amounts)).toEqual(expectedOf(amounts));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['upwards', 1],
    ['downwards', -1],
  ])('keep their counts while the ring goes round %s at one scale after the other', (_how, way) => {
    const amounts = Array.from({ length: 3000 }, (_, i) => 2 ** ((way * i) / 25));
    const all: number[] = [];
    const scales = new Set<number>();
    for (const amount of amounts) {
      all.push(amount);
      if (all.length % 50 !== 1) continue;
      const buckets = bucketsOf(all);
      expect(buckets).toEqual(expectedOf(all));
      scales.add(buckets.scale);
    }
    expect([...scales]).toEqual([8, 6, 5, 4, 3, 2, 1, 0]);
  });

  it('stand each in a place of its own, however small or large the amounts', () => {
    const places = Array.from(
      { length: MOST_BUCKETS },
      (_, i) => (i - MOST_BUCKETS / 2 + 0.5) / 256,
    );
    const each = places.map(() => 1);
    for (let octave = -424; octave < 1024; octave++) {
      const buckets = bucketsOf(places.map((place) => 2 ** (octave + place)));
      expect(buckets).toEqual({ ...EMPTY, offset: octave * 256 - MOST_BUCKETS / 2, counts: each });
    }
  });

  it('hold all numbers that there are within the scales that Prometheus takes', () => {
    const amounts = Array.from({ length: 1075 + 1024 }, (_, i) => 2 ** (i - 1075));
    const buckets = bucketsOf([...amounts, Number.MAX_VALUE, Number.MIN_VALUE]);
    expect(buckets.scale).toBe(-4);
    expect(buckets.zeroCount).toBe(1075 - 425 + 1);
    expect(buckets.offset).toBe(-27);
    expect(buckets.counts).toHaveLength(91);
  });

  it.each([
    [[0, -0, Number.MIN_VALUE, 1e-128], { ...EMPTY, zeroCount: 4 }],
    [[0.25], { ...EMPTY, offset: -513, counts: [1] }],
    [[1, 1, 1], { ...EMPTY, offset: -1, counts: [3] }],
  ])('of %j are %j', (amounts, buckets) => {
    expect(bucketsOf(amounts)).toEqual(buckets);
  });

  it('are those of an empty row when a row is used again', () => {
    const rows = new NativeHistogramRows(SHAPE, [1]);
    rows.begin(1, 1);
    rows.begin(0, 1);
    for (const amount of [0, 1e-9, 1e9]) rows.take(0, amount);
    rows.end(0);
    rows.begin(0, 2);
    expect(rows.distributionOf(0).exponential).toEqual(EMPTY);
    rows.take(0, 1);
    expect(rows.distributionOf(0).exponential).toEqual({ ...EMPTY, offset: -1, counts: [1] });
  });

  it('that were read do not change when more is measured', () => {
    const rows = new NativeHistogramRows(SHAPE, []);
    rows.begin(0, 1);
    rows.take(0, 1);
    const read = rows.distributionOf(0);
    const before = structuredClone(read);
    for (const amount of [1, 0, 1e9]) rows.take(0, amount);
    expect(read).toEqual(before);
  });

  it('stand beside the bounded ones, which count as they do alone', () => {
    const boundaries = [0.005, 0.1, 1];
    fc.assert(
      fc.property(someAmounts, (amounts) => {
        const { exponential, ...rest } = distributionOf(amounts, boundaries);
        const alone = new HistogramRows(SHAPE, boundaries);
        alone.begin(0, 1);
        for (const amount of amounts) alone.take(0, amount);
        expect(rest).toEqual(alone.distributionOf(0));
        expect(exponential).toEqual(bucketsOf(amounts));
      }),
    );
  });

  it('of two processes are, merged, what one would have counted', () => {
    fc.assert(
      fc.property(someAmounts, someAmounts, (one, other) => {
        const merged = mergedBuckets(bucketsOf(one), bucketsOf(other));
        expect(merged).toEqual(bucketsOf([...one, ...other]));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a quantile', () => {
  /** The middle of the bucket in which the amount of this rank is. */
  function quantileOf({ exponential, count }: Distribution, share: number): number {
    if (exponential === undefined) throw new Error('no exponential buckets');
    const { scale, offset, counts, zeroCount } = exponential;
    const rank = Math.ceil(share * count);
    let [position, below] = [-1, zeroCount];
    while (below < rank) below += counts[++position] ?? Number.NaN;
    return 2 ** ((offset + position + 0.5) * 2 ** -scale);
  }

  /** Log-logistic amounts, which need no chance: each is a quantile of its own. */
  const amounts = Array.from({ length: 20_000 }, (_, i) => {
    const share = (i + 0.5) / 20_000;
    return 0.05 * Math.exp(0.6 * Math.log(share / (1 - share)));
  });

  it.each([0.01, 0.25, 0.5, 0.9, 0.99, 0.999])('of %d is as exact as the scale says', (share) => {
    const distribution = distributionOf(amounts);
    const exact = amounts[Math.ceil(share * amounts.length) - 1] ?? Number.NaN;
    const halfBucket = 2 ** (0.5 * 2 ** -(distribution.exponential?.scale ?? 0)) - 1;
    expect(distribution.exponential?.scale).toBe(3);
    const error = Math.abs(quantileOf(distribution, share) / exact - 1);
    expect(error).toBeLessThan(halfBucket + 1e-9);
    expect(error).toBeLessThan(0.05);
  });
});

describe("an instrument's form", () => {
  it.each([
    ['classic', [1, 2], [2, 1, 1], false],
    ['classic', [], [4], false],
    ['native', [], [4], true],
    ['both', [1, 2], [2, 1, 1], true],
  ] as const)('%s has bounds %j and counts %j', (form, boundaries, counts, isNative) => {
    const store = new MetricStore({ limit: 10, totalLimit: 10, expires: false });
    const descriptor = descriptorOf({ kind: 'histogram', boundaries, form });
    const metric = store.register({ name: 'shop' }, descriptor);
    for (const amount of [0.5, 1, 2, 3]) metric.table.locate({}).take(amount);
    const [distribution] = [...metric.series()].map((series) => series.distribution);
    expect(distribution).toMatchObject({ boundaries, counts, count: 4, sum: 6.5 });
    expect(distribution?.exponential !== undefined).toBe(isNative);
  });
});
