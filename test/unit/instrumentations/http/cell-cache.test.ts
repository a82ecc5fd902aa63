import { expect, it } from 'vitest';
import { CellCache } from '../../../../src/instrumentations/http/cell-cache.ts';

it('finds what was kept under both keys', () => {
  const cells = new CellCache<string>(10);
  cells.keep('/a', 1, 'a1');
  cells.keep('/a', 2, 'a2');
  cells.keep('/b', 1, 'b1');
  const found = [cells.find('/a', 1), cells.find('/a', 2), cells.find('/b', 1)];
  expect(found).toEqual(['a1', 'a2', 'b1']);
  expect(cells.find('/b', 2)).toBeUndefined();
  expect(cells.find('/c', 1)).toBeUndefined();
});

it('keeps no more than its limit, and none that it had', () => {
  const cells = new CellCache<number>(100);
  for (let i = 0; i < 10_000; i++) cells.keep(`/route/${i}`, i, i);
  const kept = Array.from({ length: 10_000 }, (_, i) => cells.find(`/route/${i}`, i));
  expect(kept.filter((cell) => cell !== undefined)).toHaveLength(100);
  expect(kept[0]).toBe(0);
});
