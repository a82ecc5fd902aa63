import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketQuantile } from '../../../src/views/bucket-quantile.ts';

describe('bucketQuantile', () => {
  it.each([
    ['in the first bucket', 0.1, [1, 2], [5, 10, 10], 0.2],
    ['in the second', 0.75, [1, 2], [5, 10, 10], 1.5],
    ['beyond the last bound', 0.99, [1, 2], [5, 5, 10], 2],
    ['past an empty bucket', 0.6, [1, 2, 3], [5, 5, 10, 10], 2.2],
    ['in a first bucket that ends at 0', 0.5, [0, 1], [5, 5, 5], 0],
    ['in a first bucket below 0', 0.5, [-1, 1], [5, 5, 5], -1],
    ['of nothing', 0.5, [1, 2], [0, 0, 0], Number.NaN],
    ['of what is not known', 0.5, [-1, 2], [Number.NaN, Number.NaN, Number.NaN], Number.NaN],
    ['without bounds', 0.5, [], [4], Number.NaN],
  ])('%s', (_, q, bounds, counts, expected) => {
    const quantile = bucketQuantile(q, bounds, counts);
    if (Number.isNaN(expected)) expect(quantile).toBeNaN();
    else expect(quantile).toBeCloseTo(expected, 12);
  });

  it('lies in the bounds and grows with q', () => {
    const counts = fc.array(fc.nat({ max: 20 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(counts, fc.double({ min: 0.01, max: 1, noNaN: true }), (each, q) => {
        fc.pre(each.some((count) => count > 0));
        let total = 0;
        const cumulative = each.map((count) => {
          total += count;
          return total;
        });
        const quantile = bucketQuantile(q, [1, 2, 5], cumulative);
        expect(quantile).toBeGreaterThanOrEqual(bucketQuantile(q / 2, [1, 2, 5], cumulative));
        expect(quantile).toBeLessThanOrEqual(5);
      }),
    );
  });
});
