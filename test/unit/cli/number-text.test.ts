import { describe, expect, it } from 'vitest';
import { numberText, rateText } from '../../../src/cli/number-text.ts';

describe('numberText', () => {
  it.each([
    [0, '', '0'],
    [7121, '', '7121'],
    [20_000, '', '20000'],
    [1_234_567, '', '1.23 M'],
    [-2.5, '', '-2.5'],
    [0.000123, '', '0.000123'],
    [0.0235, 'seconds', '23.5 ms'],
    [0, 'seconds', '0 s'],
    [90, 'seconds', '1.5 min'],
    [2e-9, 'seconds', '2 ns'],
    [1_763_694_021, 'seconds', '2025-11-21 03:00:21'],
    [106_000_000, 'bytes', '106 MB'],
    [12, 'bytes', '12 B'],
    [0.999_96, 'seconds', '1 s'],
    [12_345.6, '', '12346'],
    [0.0181, 'ratio', '1.81 %'],
    [41, 'percent', '41 %'],
    [Number.NaN, 'seconds', '–'],
    [undefined, '', '–'],
    [Number.POSITIVE_INFINITY, 'bytes', '∞'],
    [Number.NEGATIVE_INFINITY, '', '-∞'],
    [Number.MAX_VALUE, 'seconds', expect.stringMatching(/ d$/)],
  ])('%s %s is %s', (value, unit, expected) => {
    expect(numberText(value, unit)).toEqual(expected);
  });

  it('says a rate by the second', () => {
    expect(rateText(19.93)).toBe('19.9/s');
    expect(rateText(2_000_000, 'bytes')).toBe('2 MB/s');
    expect(rateText(Number.NaN)).toBe('–');
  });
});
