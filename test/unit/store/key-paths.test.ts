import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newTable, shownBy } from './tables.ts';

/** An object whose keys were written in this order; each value is its key's length. */
function written(keys: readonly string[]): Record<string, number> {
  return Object.fromEntries(keys.map((key) => [key, key.length]));
}

const KEYS = ['a', 'bb', 'ccc', 'dddd', '10', '9', 'http.route', '__proto__', 'constructor', 'é'];

describe('the order of keys', () => {
  it('makes no other series, for any keys in any orders', () => {
    const orders = fc.array(
      fc.subarray(KEYS).chain((keys) => fc.shuffledSubarray(keys, { minLength: keys.length })),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(orders, fc.nat(3), (lists, again) => {
        const table = newTable({ limit: 2000 });
        const model = new Map<string, number>();
        for (let round = 0; round <= again; round++) {
          for (const keys of lists) {
            table.locate(written(keys)).take(1);
            const name = JSON.stringify([...keys].sort());
            model.set(name, (model.get(name) ?? 0) + 1);
          }
        }
        const shown = shownBy(table).map(([attributes, value]) => {
          for (const [key, found] of Object.entries(attributes)) expect(found).toBe(key.length);
          return [JSON.stringify(Object.keys(attributes).sort()), value];
        });
        expect(shown.length).toBe(model.size);
        expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(model));
      }),
      { numRuns: 500 },
    );
  });

  it('brings the values to their own keys', () => {
    const table = newTable();
    table.locate({ a: 1, b: 2, c: 3 }).take(1);
    table.locate({ a: 3, b: 1, c: 2 }).take(10);
    for (let round = 0; round < 3; round++) {
      table.locate({ c: 3, a: 1, b: 2 }).take(1);
      table.locate({ b: 1, c: 2, a: 3 }).take(10);
    }
    expect(shownBy(table)).toEqual([
      [{ a: 1, b: 2, c: 3 }, 4],
      [{ a: 3, b: 1, c: 2 }, 40],
    ]);
  });

  it('is found anew once more orders came than are kept', () => {
    const table = newTable({ limit: 10_000 });
    const keysOf = (i: number) => (i % 2 === 0 ? ['z', `k${i}`] : [`k${i - 1}`, 'z']);
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 5000; i++) table.locate(written(keysOf(i))).take(1);
    }
    expect(table.size).toBe(2500);
    expect(shownBy(table).every(([, value]) => value === 6)).toBe(true);
  });

  it('is no longer known when its series have gone, nor leads to them', () => {
    const table = newTable();
    for (let round = 1; round < 4; round++) {
      for (const keys of [
        ['a', 'bb'],
        ['bb', 'a'],
      ])
        table.locate(written(keys)).take(round);
      expect(shownBy(table)).toEqual([[{ a: 1, bb: 2 }, 2 * round]]);
      table.removeIf(() => true);
      expect(shownBy(table)).toEqual([]);
    }
  });
});

it('a key that only begins like a known way is another series', () => {
  const table = newTable();
  for (let round = 0; round < 2; round++) {
    for (const keys of [['a', 'bb', 'ccc'], ['a', 'bb'], ['a'], [], ['bb'], ['a', 'ccc']]) {
      table.locate(written(keys)).take(1);
    }
  }
  expect(shownBy(table).map(([, value]) => value)).toEqual([2, 2, 2, 2, 2, 2]);
});
