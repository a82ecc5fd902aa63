import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { histogramQuantile } from '../../../../src/cli/page/histogram-quantile.ts';

const ROUNDING = 1e-12;

describe('histogramQuantile', () => {
  const INF = Number.POSITIVE_INFINITY;
  const bucketsOf = (...pairs: [number, number][]) =>
    pairs.map(([upperBound, count]) => ({ upperBound, count }));

  // The values are what Prometheus' function of the same name answers, worked out by hand.
  test.each([
    ['in the middle of the first bucket', 0.5, bucketsOf([1, 10], [INF, 10]), 0.5],
    ['a third into the second bucket', 0.5, bucketsOf([1, 4], [2, 7], [INF, 10]), 1 + 1 / 3],
    ['on the edge of a bucket', 0.4, bucketsOf([1, 4], [2, 7], [INF, 10]), 1],
    ['beyond the last finite bound', 0.99, bucketsOf([1, 4], [2, 7], [INF, 10]), 2],
    ['past an empty bucket', 0.9, bucketsOf([1, 5], [2, 5], [4, 10], [INF, 10]), 3.6],
    ['of buckets in any order', 0.5, bucketsOf([INF, 10], [2, 7], [1, 4]), 1 + 1 / 3],
    ['in a first bucket at or below zero', 0.5, bucketsOf([-1, 10], [INF, 10]), -1],
  ])('%s', (_, q, buckets, expected) => {
    expect(histogramQuantile(q, buckets)).toBeCloseTo(expected, 12);
  });

  test.each([
    ['of no observations', bucketsOf([1, 0], [INF, 0])],
    ['without the +Inf bucket', bucketsOf([1, 10], [2, 10])],
    ['of the +Inf bucket alone', bucketsOf([INF, 10])],
    ['of no buckets', []],
  ])('%s there is none', (_, buckets) => {
    expect(histogramQuantile(0.5, buckets)).toBeNaN();
  });

  test('lies in the bucket that holds the observation of its rank', () => {
    const bounds = [0.1, 0.5, 1, 5];
    const observations = fc.array(fc.double({ min: 0.001, max: 5, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(observations, fc.double({ min: 0.01, max: 1, noNaN: true }), (values, q) => {
        const buckets = [...bounds, INF].map((upperBound) => ({
          upperBound,
          count: values.filter((value) => value <= upperBound).length,
        }));
        const rank = Math.ceil(q * values.length);
        const exact = values.toSorted((a, b) => a - b)[rank - 1] ?? Number.NaN;
        const upper = bounds.findIndex((bound) => exact <= bound);
        const quantile = histogramQuantile(q, buckets);
        // Interpolating may miss a bound by the last bit of a double.
        expect(quantile).toBeGreaterThanOrEqual((bounds[upper - 1] ?? 0) - ROUNDING);
        expect(quantile).toBeLessThanOrEqual((bounds[upper] ?? INF) + ROUNDING);
      }),
    );
  });
});
