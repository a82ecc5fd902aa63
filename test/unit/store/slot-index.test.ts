import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SlotIndex } from '../../../src/store/slot-index.ts';

const SORTED = Uint8Array.of(0, 1, 2);

/** An index of slots that are given by the test. */
function newIndex(width: number) {
  const index = new SlotIndex(width);
  const add = (slot: number, numbers: readonly number[]) => index.add(slot, numbers);
  const find = (numbers: readonly number[], order = SORTED) =>
    index.find(Int32Array.from(numbers), order);
  return { index, add, find };
}

it('finds what was added and not removed, as a map does, over any history', () => {
  const numbers = fc.tuple(fc.nat(12), fc.nat(12));
  const steps = fc.array(fc.tuple(numbers, fc.boolean()), { maxLength: 200 });
  fc.assert(
    fc.property(steps, (history) => {
      const { index, add, find } = newIndex(2);
      const model = new Map<string, number>();
      const free: number[] = [];
      let slots = 0;
      for (const [pair, isRemoved] of history) {
        const known = model.get(pair.join());
        if (known === undefined) {
          const slot = free.pop() ?? slots++;
          add(slot, pair);
          model.set(pair.join(), slot);
        } else if (isRemoved) {
          index.remove(known);
          free.push(known);
          model.delete(pair.join());
        }
      }
      for (let a = 0; a <= 12; a++) {
        for (let b = 0; b <= 12; b++) expect(find([a, b])).toBe(model.get(`${a},${b}`) ?? -1);
      }
    }),
    { numRuns: 300 },
  );
});

it('lost what had been pushed on by a removed one', () => {
  // Nearly full, so that long runs form and go round its end.
  for (let count = 3; count < 200; count++) {
    const { index, add, find } = newIndex(1);
    const all = Array.from({ length: count }, (_, slot) => slot);
    for (const slot of all) add(slot, [slot * 7]);
    for (const slot of all.filter((one) => one % 3 === 1)) index.remove(slot);
    const found = all.map((slot) => find([slot * 7]));
    expect(found).toEqual(all.map((slot) => (slot % 3 === 1 ? -1 : slot)));
  }
});

it('reads the numbers in the order it is told', () => {
  const { add, find } = newIndex(3);
  add(4, [10, 20, 30]);
  add(5, [30, 20, 10]);
  expect(find([10, 20, 30])).toBe(4);
  expect(find([30, 10, 20], Uint8Array.of(1, 2, 0))).toBe(4);
  expect(find([20, 10, 30], Uint8Array.of(2, 0, 1))).toBe(5);
  expect(find([20, 10, 30])).toBe(-1);
});

it('has one row without numbers', () => {
  const { index, add, find } = newIndex(0);
  expect(find([])).toBe(-1);
  add(3, []);
  expect(find([])).toBe(3);
  index.remove(3);
  expect(find([])).toBe(-1);
});

it('never ended the search for a row that is not in it', () => {
  const { index, add, find } = newIndex(1);
  add(0, [1]);
  add(1, [2]);
  index.remove(1);
  index.remove(1);
  expect([find([1]), find([2])]).toEqual([0, -1]);
});

it('keeps the numbers of each slot while it grows', () => {
  const { index, add } = newIndex(2);
  const slots = Array.from({ length: 500 }, (_, slot) => slot);
  for (const slot of slots) add(slot, [slot, slot + 1]);
  const kept = slots.map((slot) => [index.numberAt(slot, 0), index.numberAt(slot, 1)]);
  expect(kept).toEqual(slots.map((slot) => [slot, slot + 1]));
});
