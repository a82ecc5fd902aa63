import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, formatNumber } from '../../../src/live/format-number.ts';
import type { PanelUnit } from '../../../src/views/panel.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('formatNumber', () => {
  it.each<[PanelUnit, number | null | undefined, string]>([
    ['per-second', 1234, '1.23 k/s'],
    ['per-second', 15.64, '15.6/s'],
    ['per-second', 0, '0/s'],
    ['per-second', 0.0421, '0.0421/s'],
    ['seconds', 0.0234, '23.4 ms'],
    ['seconds', 0.000_015, '15 µs'],
    ['seconds', 0.999_96, '1 s'],
    ['seconds', 90, '1.5 min'],
    ['seconds', 0, '0 s'],
    ['seconds', 3e-12, '0.003 ns'],
    ['bytes', 45_300_000, '45.3 MB'],
    ['bytes', 512, '512 B'],
    ['bytes', 2_197_815_296, '2.2 GB'],
    ['bytes-per-second', 12_500, '12.5 kB/s'],
    ['share', 0.0134, '1.34 %'],
    ['share', 0, '0 %'],
    ['share-of-time', 1.5, '150 %'],
    ['count', 5000, '5 k'],
    ['count', 3, '3'],
    ['none', -1_500_000, '-1.5 M'],
    ['none', 0.25, '0.25'],
    ['none', 0.000_02, '0.00002'],
    ['none', 3e18, '3e+6 T'],
    ['count', null, '–'],
    ['count', undefined, '–'],
    ['count', Number.NaN, '–'],
    ['share', Number.POSITIVE_INFINITY, '∞ %'],
  ])('%s %s: %s', (unit, value, text) => {
    expect(plain(formatNumber(value, unit))).toBe(text);
  });

  it('is short for every number, and breaks over no line', () => {
    const units: PanelUnit[] = ['per-second', 'seconds', 'share', 'bytes', 'count', 'none'];
    fc.assert(
      fc.property(fc.double(), fc.constantFrom(...units), (value, unit) => {
        const text = formatNumber(value, unit);
        expect(text.length).toBeLessThanOrEqual(20);
        expect(text).not.toMatch(/ |NaN|Infinity|undefined/);
      }),
    );
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 s'],
    [-5, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [7_500_000, '2 h 5 min'],
    [7_200_000, '2 h'],
    [356_400_000, '4 d 3 h'],
  ])('%i ms: %s', (milliseconds, text) => {
    expect(plain(formatDuration(milliseconds))).toBe(text);
  });
});
