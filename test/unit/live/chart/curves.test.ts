import { describe, expect, it } from 'vitest';
import { assigned } from '../../../../src/live/chart/curves.ts';

describe('colors of lines', () => {
  it('stay with their lines, and a new line takes the first that is free', () => {
    const before = assigned(['a', 'b', 'c'], new Map());
    expect([...before]).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 2],
    ]);
    expect(Object.fromEntries(assigned(['c', 'd', 'a'], before))).toEqual({ a: 0, d: 1, c: 2 });
  });
});
