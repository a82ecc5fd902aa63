import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BYTES, PLAIN, SECONDS, shortText, steppedText } from '../../../src/views/number-text.ts';

describe('steppedText', () => {
  it.each([
    [1234, PLAIN, '1.23 k'],
    [-1_500_000, PLAIN, '-1.5 M'],
    [3e18, PLAIN, '3e+6 T'],
    [0.000_123, PLAIN, '0.000123'],
    [-0, PLAIN, '0'],
    [999.4, PLAIN, '999'],
    [999.6, PLAIN, '1 k'],
    [0, SECONDS, '0 s'],
    [0.999_96, SECONDS, '1 s'],
    [0.000_015, SECONDS, '15 µs'],
    [3e-12, SECONDS, '0.003 ns'],
    [90, SECONDS, '1.5 min'],
    [86_400 * 5000, SECONDS, '5000 d'],
    [512, BYTES, '512 B'],
    [0.5, BYTES, '0.5 B'],
    [Number.NaN, BYTES, '–'],
    [Number.NEGATIVE_INFINITY, BYTES, '-∞'],
  ])('%d in steps of %j is %s', (value, steps, text) => {
    expect(steppedText(value, steps)).toBe(text);
  });

  it('is near the number, and short', () => {
    const sizes = fc.double({ min: 1e-9, max: 1e15, noNaN: true });
    fc.assert(
      fc.property(sizes, fc.constantFrom(PLAIN, BYTES, SECONDS), (value, steps) => {
        const [digits, unit = ''] = steppedText(value, steps).split(' ');
        const [from = Number.NaN] = steps.find((step) => step[1] === unit) ?? [];
        expect(Math.abs((Number(digits) * from) / value - 1)).toBeLessThanOrEqual(0.005 + 1e-12);
        expect(digits?.length).toBeLessThanOrEqual(13);
      }),
    );
  });
});

describe('shortText', () => {
  it.each([
    [41, '41'],
    [12_345.6, '12346'],
    [99.96, '100'],
    [2.346, '2.35'],
    [1_234_567, '1.23e+6'],
  ])('%d is %s', (value, text) => {
    expect(shortText(value)).toBe(text);
  });
});
