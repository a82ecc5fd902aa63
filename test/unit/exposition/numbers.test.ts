import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBound, formatValue } from '../../../src/exposition/numbers.ts';

describe('formatValue', () => {
  it.each([
    [0, '0'],
    [1.5, '1.5'],
    [-2, '-2'],
    [1e21, '1e+21'],
    [5e-324, '5e-324'],
    [2 ** 53, '9007199254740992'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, '+Inf'],
    [Number.NEGATIVE_INFINITY, '-Inf'],
  ])('writes %d as %s', (value, expected) => {
    expect(formatValue(value)).toBe(expected);
  });
});

describe('formatBound', () => {
  /** Expected texts are what Go's strconv.FormatFloat(f, 'g', -1, 64) gives. */
  it.each([
    [0, '0'],
    [0.005, '0.005'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [0.00000125, '1.25e-06'],
    [1, '1'],
    [2.5, '2.5'],
    [-1, '-1'],
    [100000, '100000'],
    [123456.5, '123456.5'],
    [1000000, '1e+06'],
    [-1048576, '-1.048576e+06'],
    [1e21, '1e+21'],
    [1e300, '1e+300'],
  ])('writes %d as %s', (bound, expected) => {
    expect(formatBound(bound)).toBe(expected);
  });

  it('keeps every bound exactly', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (bound) => {
        expect(Number(formatBound(bound)) === bound).toBe(true);
      }),
    );
  });
});
