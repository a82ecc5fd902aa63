import { expect, it } from 'vitest';
import { stacked } from '../../../../src/live/chart/stack.ts';

it('puts each line on those before it', () => {
  expect(
    stacked([
      [1, 2, null, null],
      [10, null, 30, null],
      [100, 200, 300, null],
    ]),
  ).toEqual([
    [1, 2, null, null],
    [11, 2, 30, null],
    [111, 202, 330, null],
  ]);
});
