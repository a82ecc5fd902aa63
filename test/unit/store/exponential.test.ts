import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  downscaled,
  MOST_BUCKETS,
  mergedBuckets,
  type NativeLayout,
  spansOf,
} from '../../../src/store/exponential.ts';
import { exponentialIndex } from '../../../src/store/exponential-index.ts';
import type { ExponentialBuckets } from '../../../src/store/family.ts';

const PLAIN = { scale: 0, offset: 0, counts: [], zeroCount: 0, zeroThreshold: 0 };

/** Buckets of any process. */
const anyBuckets: fc.Arbitrary<ExponentialBuckets> = fc.record({
  scale: fc.integer({ min: -10, max: 20 }),
  offset: fc.integer({ min: -5000, max: 5000 }),
  counts: fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1e9 })), { maxLength: 200 }),
  zeroCount: fc.integer({ min: 0, max: 1000 }),
  zeroThreshold: fc.constant(1e-128),
});
const withAnyThreshold = fc
  .tuple(anyBuckets, fc.double({ min: 0, max: 100, noNaN: true }))
  .map(([buckets, zeroThreshold]) => ({ ...buckets, zeroThreshold }));

/** Count by index, without the empty ones. */
function populated({ offset, counts }: ExponentialBuckets): Map<number, number> {
  const all = counts.map((count, position): [number, number] => [offset + position, count]);
  return new Map(all.filter(([, count]) => count > 0));
}

function totalOf({ counts, zeroCount }: ExponentialBuckets): number {
  return counts.reduce((sum, count) => sum + count, zeroCount);
}

/** Exactly what was recorded, at a scale. */
function recorded(amounts: readonly number[], scale: number): ExponentialBuckets {
  const indices = amounts.map((amount) => exponentialIndex()(amount) >> (8 - scale));
  const offset = Math.min(...indices);
  const counts = Array.from({ length: Math.max(...indices) - offset + 1 }, () => 0);
  for (const index of indices) counts[index - offset] = (counts[index - offset] ?? 0) + 1;
  return { ...PLAIN, scale, offset, counts };
}

describe('downscaling', () => {
  it('gives what would have been recorded at the coarser scale', () => {
    const amounts = fc.array(fc.double({ min: 0.001, max: 1000, noNaN: true }), { minLength: 1 });
    const scales = fc.tuple(fc.integer({ min: -4, max: 8 }), fc.integer({ min: -4, max: 8 }));
    fc.assert(
      fc.property(amounts, scales, (values, [one, other]) => {
        const [coarse, fine] = [Math.min(one, other), Math.max(one, other)];
        expect(downscaled(recorded(values, fine), coarse)).toEqual(recorded(values, coarse));
      }),
    );
  });

  it('in steps is downscaling at once, at scales far beyond', () => {
    fc.assert(
      fc.property(anyBuckets, (buckets) => {
        const steps = [15, 7, 0, -3].reduce(downscaled, buckets);
        expect(steps).toEqual(downscaled(buckets, -3));
        expect(totalOf(steps)).toBe(totalOf(buckets));
      }),
    );
    const far = { ...PLAIN, scale: 20, offset: -(2 ** 31), counts: [1, 2] };
    expect(downscaled(far, -20)).toMatchObject({ scale: -20, offset: -1, counts: [3] });
  });

  it('leaves what is coarse enough as it is', () => {
    const buckets = { ...PLAIN, scale: 3, counts: [0, 1] };
    expect(downscaled(buckets, 3)).toBe(buckets);
    expect(downscaled(buckets, 8)).toBe(buckets);
  });
});

describe('merging', () => {
  it('does not ask who came first', () => {
    fc.assert(
      fc.property(withAnyThreshold, withAnyThreshold, (one, other) => {
        expect(mergedBuckets(one, other)).toEqual(mergedBuckets(other, one));
      }),
    );
  });

  it('does not ask who were merged before, where the zero buckets are equal', () => {
    fc.assert(
      fc.property(anyBuckets, anyBuckets, anyBuckets, (a, b, c) => {
        const left = mergedBuckets(mergedBuckets(a, b), c);
        expect(left).toEqual(mergedBuckets(a, mergedBuckets(b, c)));
      }),
    );
  });

  it('counts everything, in buckets that are not too many and fine enough', () => {
    fc.assert(
      fc.property(withAnyThreshold, withAnyThreshold, (one, other) => {
        const merged = mergedBuckets(one, other);
        expect(totalOf(merged)).toBe(totalOf(one) + totalOf(other));
        expect(merged.counts.length).toBeLessThanOrEqual(MOST_BUCKETS);
        for (const end of [merged.counts.at(0), merged.counts.at(-1)]) expect(end).not.toBe(0);
        expect(merged.zeroThreshold).toBeGreaterThanOrEqual(
          Math.max(one.zeroThreshold, other.zeroThreshold),
        );
      }),
    );
  });

  it('with nothing is nothing but trimming', () => {
    const nothing = { ...PLAIN, scale: -10, counts: [0, 0] };
    const buckets = { ...PLAIN, scale: 20, offset: 7, counts: [0, 1, 0, 2, 0], zeroCount: 3 };
    const trimmed = { ...buckets, offset: 8, counts: [1, 0, 2] };
    expect(mergedBuckets(buckets, nothing)).toEqual(trimmed);
    expect(mergedBuckets({ ...nothing, scale: 4 }, nothing)).toEqual({ ...PLAIN, scale: -10 });
  });

  // At scale 0 bucket 0 is what is above 1 up to 2, bucket 1 up to 4, bucket 2 up to 8.
  it.each([
    ['on the bound of a bucket', 2, 2, 5, [2, 4]],
    ['in the midst of a bucket', 3, 4, 7, [4]],
    ['in the midst of the last one', 7, 8, 11, []],
    ['in an empty part', 100, 100, 11, []],
    ['below all', 0.1, 0.1, 4, [1, 2, 4]],
  ])('takes a larger zero bucket that ends %s', (_where, threshold, merged, zeroCount, counts) => {
    const buckets = { ...PLAIN, counts: [1, 2, 4] };
    const zeros = { ...PLAIN, zeroCount: 4, zeroThreshold: threshold };
    const result = mergedBuckets(buckets, zeros);
    expect(result).toMatchObject({ zeroThreshold: merged, zeroCount, counts });
  });

  it('shows nothing empty beside a zero bucket that took others in', () => {
    const buckets = { ...PLAIN, counts: [1, 0, 2] };
    const merged = mergedBuckets(buckets, { ...PLAIN, zeroThreshold: 2 });
    expect(merged).toEqual({ ...PLAIN, offset: 2, counts: [2], zeroCount: 1, zeroThreshold: 2 });
  });

  it('never raises the zero bucket beyond the greatest number', () => {
    const last = { ...PLAIN, offset: 1023, counts: [2] };
    const merged = mergedBuckets(last, { ...PLAIN, zeroThreshold: 1.5e308 });
    expect(merged).toEqual({ ...PLAIN, zeroCount: 2, zeroThreshold: Number.MAX_VALUE });
  });

  it("raises the zero bucket further where its end is then within the other's bucket", () => {
    const fine = { ...PLAIN, scale: 1, counts: [0, 1, 1] };
    const coarse = { ...PLAIN, scale: -1, counts: [3, 5], zeroThreshold: 1.5, zeroCount: 1 };
    // 1.5 is between 2^0.5 and 2 of the fine ones, and 2 is within the coarse one from 1 to 4.
    expect(mergedBuckets(fine, coarse)).toEqual({
      scale: -1,
      offset: 1,
      counts: [5],
      zeroCount: 6,
      zeroThreshold: 4,
    });
  });

  it('leaves a bucket that reaches over the zero bucket of its own', () => {
    const buckets = { ...PLAIN, counts: [3], zeroThreshold: 1.5, zeroCount: 1 };
    expect(mergedBuckets(buckets, PLAIN)).toEqual(buckets);
    expect(mergedBuckets(buckets, buckets)).toEqual({ ...buckets, counts: [6], zeroCount: 2 });
  });
});

describe("Prometheus's layout", () => {
  /** Count by index, as the documentation of native histograms says how to read it. */
  function read({ spans, deltas }: NativeLayout): Map<number, number> {
    const counts = new Map<number, number>();
    const left = [...deltas];
    let [index, count] = [0, 0];
    for (const { offset, length } of spans) {
      index += offset;
      for (const end = index + length; index < end; index++) {
        count += left.shift() ?? Number.NaN;
        if (count !== 0) counts.set(index, count);
      }
    }
    expect(left).toEqual([]);
    return counts;
  }

  it('has the same buckets, by their upper bounds', () => {
    fc.assert(
      fc.property(anyBuckets, (buckets) => {
        const layout = spansOf(buckets);
        if (buckets.scale < -4) {
          expect(layout).toBeUndefined();
          return;
        }
        const fitting = downscaled(buckets, 8);
        expect(layout?.schema).toBe(fitting.scale);
        const expected = [...populated(fitting)].map(([index, count]) => [index + 1, count]);
        expect([...read(layout as NativeLayout)]).toEqual(expected);
      }),
    );
  });

  it('leaves gaps of three and more out, and no span is empty', () => {
    fc.assert(
      fc.property(anyBuckets, (buckets) => {
        const spans = spansOf({ ...buckets, scale: 0 })?.spans ?? [];
        for (const { offset } of spans.slice(1)) expect(offset).toBeGreaterThan(2);
        for (const { length } of spans) expect(length).toBeGreaterThan(0);
      }),
    );
  });

  it.each([
    ['nothing', { counts: [0, 0] }, { schema: 0, spans: [], deltas: [] }],
    [
      // The specification's example, but for gaps that are shown here since they are small.
      'a gap of two',
      { offset: 3, counts: [10, 0, 0, 20, 5, 2] },
      { schema: 0, spans: [{ offset: 4, length: 6 }], deltas: [10, -10, 0, 20, -15, -3] },
    ],
    [
      'a gap of three below 1',
      { offset: -9, counts: [0, 3, 4, 0, 0, 0, 4] },
      {
        schema: 0,
        spans: [
          { offset: -7, length: 2 },
          { offset: 3, length: 1 },
        ],
        deltas: [3, 1, 0],
      },
    ],
    [
      'more than Prometheus can tell apart',
      { scale: 9, offset: -1, counts: [1, 2, 3] },
      { schema: 8, spans: [{ offset: 0, length: 2 }], deltas: [1, 4] },
    ],
    [
      'the coarsest',
      { scale: -4, counts: [1] },
      { schema: -4, spans: [{ offset: 1, length: 1 }], deltas: [1] },
    ],
  ])('of %s', (_what, buckets, layout) => {
    expect(spansOf({ ...PLAIN, ...buckets })).toEqual(layout);
  });
});
