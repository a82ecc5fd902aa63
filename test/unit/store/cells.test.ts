import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultCounts } from '../../../src/foundation/faults.ts';
import { CounterCell, GaugeCell, HistogramCell, UpDownCell } from '../../../src/store/cells.ts';

const NOT_NUMBERS = ['4', 4n, null, undefined, {}, [4], true, Symbol('4'), new Date(4)];

function refusedDuring(action: () => void): number {
  const before = faultCounts().get('invalid_value') ?? 0;
  action();
  return (faultCounts().get('invalid_value') ?? 0) - before;
}

describe('a counter', () => {
  it.each([...NOT_NUMBERS, -1, Number.NaN, Infinity, -Infinity].map((value) => [value]))(
    'refuses %s and is not poisoned by it',
    (bad) => {
      const cell = new CounterCell({}, 0);
      cell.add(3);
      expect(refusedDuring(() => cell.add(bad as number))).toBe(1);
      cell.add(4);
      expect(cell.value).toBe(7);
    },
  );
});

describe('an up-down counter', () => {
  it.each([...NOT_NUMBERS, Number.NaN, Infinity, -Infinity].map((value) => [value]))(
    'refuses %s',
    (bad) => {
      const cell = new UpDownCell({}, 0);
      cell.add(3);
      expect(refusedDuring(() => cell.add(bad as number))).toBe(1);
      cell.add(-4);
      expect(cell.value).toBe(-1);
    },
  );
});

describe('a gauge', () => {
  it.each([Number.NaN, Infinity, -Infinity, -1.5])('takes %s', (value) => {
    const cell = new GaugeCell({}, 0);
    cell.set(value);
    expect(cell.value).toBe(value);
  });

  it.each(NOT_NUMBERS.map((value) => [value]))('refuses %s', (bad) => {
    const cell = new GaugeCell({}, 0);
    cell.set(2);
    expect(refusedDuring(() => cell.set(bad as number))).toBe(1);
    expect(cell.value).toBe(2);
  });
});

describe('a histogram', () => {
  it('counts a value on a bound into the bucket of that bound', () => {
    const cell = new HistogramCell({}, 0, [1, 2]);
    for (const value of [0, 1, 1.5, 2, 3]) cell.record(value);
    expect(cell.distribution).toMatchObject({
      counts: [2, 2, 1],
      count: 5,
      sum: 7.5,
      min: 0,
      max: 3,
    });
  });

  it('agrees with counting by hand for any values and bounds', () => {
    const bounds = fc.uniqueArray(fc.integer({ min: -5, max: 50 }), { maxLength: 12 });
    const values = fc.array(fc.integer({ min: 0, max: 60 }));
    fc.assert(
      fc.property(bounds, values, (unsorted, recorded) => {
        const boundaries = unsorted.sort((a, b) => a - b);
        const cell = new HistogramCell({}, 0, boundaries);
        for (const value of recorded) cell.record(value);
        const upTo = (bound: number) => recorded.filter((value) => value <= bound).length;
        let below = 0;
        const expected = [...boundaries, Infinity].map((bound) => {
          const count = upTo(bound) - below;
          below += count;
          return count;
        });
        expect(cell.distribution.counts).toEqual(expected);
      }),
    );
  });

  it.each([...NOT_NUMBERS, -1, Number.NaN, Infinity].map((value) => [value]))(
    'refuses %s',
    (bad) => {
      const cell = new HistogramCell({}, 0, [1]);
      expect(refusedDuring(() => cell.record(bad as number))).toBe(1);
      expect(cell.distribution.count).toBe(0);
    },
  );
});
