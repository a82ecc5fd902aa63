import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { difference, slope, summarize } from '../../bench/report/statistics.ts';

const samples = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1 });

describe('summarize', () => {
  test.each([
    [[3], { median: 3, low: 3, high: 3 }],
    [[3, 1], { median: 2, low: 1, high: 3 }],
    [[9, 1, 2], { median: 2, low: 1, high: 9 }],
    [[7, 6, 5, 4, 3, 2, 1000], { median: 5, low: 2, high: 1000 }],
    [[9, 8, 7, 6, 5, 4, 3, 2, 1000], { median: 6, low: 4, high: 8 }],
  ])('%j', (values, expected) => {
    expect(summarize(values)).toEqual(expected);
  });

  test('of nothing there is no median', () => {
    expect(() => summarize([])).toThrow('no samples');
  });

  test('the median is within the spread, and the order of samples is nothing', () => {
    fc.assert(
      fc.property(samples, (values) => {
        const summary = summarize(values);
        expect(summary.low).toBeLessThanOrEqual(summary.median);
        expect(summary.median).toBeLessThanOrEqual(summary.high);
        expect(summarize(values.toReversed())).toEqual(summary);
      }),
    );
  });
});

describe('difference', () => {
  const ratio = (low: number, median: number, high: number) => ({ low, median, high });

  test.each([
    ['of the same', ratio(1, 1, 1), undefined, 'none'],
    ['whose spread is beyond 1', ratio(1.04, 1.05, 1.06), undefined, 0.05],
    ['whose spread reaches 1', ratio(1, 1.25, 1.5), undefined, 'none'],
    ['whose spread is wide and far from 1', ratio(40, 70, 270), undefined, 69],
    ['as near as bare is to bare', ratio(1.04, 1.05, 1.06), ratio(0.96, 1, 1.02), 'none'],
    ['farther than bare is from bare', ratio(1.04, 1.05, 1.06), ratio(0.97, 1, 1.02), 0.05],
    ['downward', ratio(0.49, 0.5, 0.51), ratio(0.6, 1, 1.1), -0.5],
    ['downward, as near as bare is to bare', ratio(0.5, 0.7, 0.9), ratio(0.9, 1, 1), 'none'],
  ] as const)('%s', (_name, own, control, expected) => {
    const found = difference(own, control);
    if (expected === 'none') expect(found).toBe('none');
    else expect(found).toBeCloseTo(expected, 10);
  });
});

describe('slope', () => {
  test('of points on a line has no uncertainty', () => {
    const points = [0, 1, 2, 5].map((x) => ({ x, y: 3 - 2 * x }));
    const { perUnit, uncertainty } = slope(points);
    expect(perUnit).toBeCloseTo(-2, 10);
    expect(uncertainty).toBeCloseTo(0, 6);
  });

  test('of points around a line is uncertain by two standard errors', () => {
    const points = [1, 2, 3, 4].map((x) => ({ x, y: x + (x % 2 === 0 ? 1 : -1) }));
    const { perUnit, uncertainty } = slope(points);
    expect(perUnit).toBeCloseTo(1.4, 10);
    // Residuals -0.4, 1.2, -1.2, 0.4; their squares are 3.2, over two degrees of freedom and 5.
    expect(uncertainty).toBeCloseTo(2 * Math.sqrt(3.2 / 2 / 5), 10);
  });
});
