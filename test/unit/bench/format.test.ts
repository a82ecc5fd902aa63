import { describe, expect, test } from 'vitest';
import { multiple, quantity, spread, verdict } from '../../bench/report/format.ts';

describe('quantity', () => {
  test.each([
    [0, 'ns', '0 ns'],
    [0.48, 'ns', '0.48 ns'],
    [12.345, 'µs', '12.3 µs'],
    [264.4, 'ns', '264 ns'],
    [1486.2, 'ms', '1486 ms'],
    [-0.131, 'ms', '-0.13 ms'],
    [0, 'B', '0 B'],
    [361, 'B', '361 B'],
    [999.4, 'B', '999 B'],
    [1320, 'B', '1.32 kB'],
    [14_100_000, 'B', '14.1 MB'],
    [4_000_000_000, 'B', '4.00 GB'],
    [-4100, 'B/min', '-4.10 kB/min'],
  ] as const)('%s %s is %s', (value, unit, expected) => {
    expect(quantity(value, unit)).toBe(expected);
  });
});

test.each([
  [1.036, '1.04 ×'],
  [35.68, '35.7 ×'],
  [314.2, '314 ×'],
])('multiple of %s is %s', (value, expected) => {
  expect(multiple(value)).toBe(expected);
});

test('a spread that rounds to nothing is not shown', () => {
  expect(spread({ median: 1, low: 1.001, high: 1.002 }, multiple)).toBe('');
  expect(spread({ median: 1, low: 0.9, high: 1.1 }, multiple)).toBe('0.90 × – 1.10 ×');
});

test.each([
  [1.01, 0.02, 'none'],
  [1.044, 0.01, '+4.4 %'],
  [1.25, 0.01, '+25 %'],
  [0.6, 0.01, '-40 %'],
  [5.34, 0.1, '5.34 times'],
])('a ratio of %s that is %s wide is %s', (median, half, expected) => {
  expect(verdict({ to: 'bare', median, low: median - half, high: median + half })).toBe(expected);
});
