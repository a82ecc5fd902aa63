import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BoundedMap } from '../../../../src/instrumentations/db/bounded-map.ts';

const KEYS = Array.from({ length: 20 }, (_, key) => key);

it('forgets the entry that was put in first for a new one', () => {
  const map = new BoundedMap<string, number>(2);
  map.set('a', 1);
  map.set('b', 2);
  map.set('a', 3);
  map.set('c', 4);
  expect(['a', 'b', 'c'].map((key) => map.get(key))).toEqual([undefined, 2, 4]);
});

it('never holds more than its limit, and always what was put in last', () => {
  const keys = fc.array(fc.constantFrom(...KEYS));
  fc.assert(
    fc.property(keys, fc.integer({ min: 1, max: 10 }), (entries, limit) => {
      const map = new BoundedMap<number, number>(limit);
      for (const [index, key] of entries.entries()) {
        map.set(key, index);
        expect(map.get(key)).toBe(index);
        expect(KEYS.filter((one) => map.get(one) !== undefined).length).toBeLessThanOrEqual(limit);
      }
    }),
  );
});
