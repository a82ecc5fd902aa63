import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatBound,
  formatCanonical,
  formatSeconds,
  formatValue,
} from '../../../src/exposition/numbers.ts';

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

describe('formatCanonical', () => {
  /** The specification's examples of canonical numbers. */
  it.each([
    [0, '0.0'],
    [1e-10, '1e-10'],
    [1e-9, '1e-09'],
    [1e-5, '1e-05'],
    [0.0001, '0.0001'],
    [0.999, '0.999'],
    [1, '1.0'],
    [1.7, '1.7'],
    [10, '10.0'],
    [100000, '100000.0'],
    [1e6, '1e+06'],
    [1e10, '1e+10'],
    [1.1e23, '1.1e+23'],
  ])('writes %d as %s', (bound, expected) => {
    expect(formatCanonical(bound)).toBe(expected);
  });
});

describe('formatSeconds', () => {
  it.each([
    [0, '0'],
    [1, '0.001'],
    [1_520_879_607_789, '1520879607.789'],
    [1_520_879_607_000, '1520879607'],
    [1_520_879_607_789.6, '1520879607.79'],
  ])('writes %d ms as %s', (timeMs, expected) => {
    expect(formatSeconds(timeMs)).toBe(expected);
  });
});
