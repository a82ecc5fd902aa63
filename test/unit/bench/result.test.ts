import { describe, expect, test } from 'vitest';
import { BARE, BARE_AGAIN, compare, OURS } from '../../bench/report/result.ts';
import { REQUESTS } from './groups.ts';

describe('compare', () => {
  const row = (name: string) => REQUESTS.rows.find(({ variant }) => variant === name);

  test('bare has a figure and nothing to be compared with', () => {
    expect(row(BARE)).toMatchObject({ figure: { median: 10 }, ratio: undefined });
  });

  test('ratios are taken round by round, beside those of bare with itself', () => {
    const samples = new Map([
      [BARE, [10, 100]],
      [BARE_AGAIN, [11, 100]],
      [OURS, [20, 200]],
    ]);
    const [, again, ours] = compare(samples, { to: BARE });
    const itself = { median: 1.05, low: 1, high: 1.1 };
    expect(again?.ratio).toMatchObject({ ...itself, to: BARE });
    expect(ours?.ratio).toEqual({ median: 2, low: 2, high: 2, to: BARE, control: itself });
  });

  test('bare is compared with itself where all others are compared with ours', () => {
    const samples = new Map([
      [BARE, [1]],
      [BARE_AGAIN, [2]],
      [OURS, [10]],
      ['other', [30]],
    ]);
    const [, again, ours, other] = compare(samples, { to: OURS });
    expect(again?.ratio).toMatchObject({ to: BARE, median: 2 });
    expect(ours?.ratio).toBeUndefined();
    expect(other?.ratio).toEqual({ to: OURS, median: 3, low: 3, high: 3 });
  });

  test('a round that only one took part in has no ratio', () => {
    const [, other] = compare(
      new Map([
        [OURS, [2]],
        ['other', [6, 100]],
      ]),
      { to: OURS },
    );
    expect(other?.ratio).toEqual({ median: 3, low: 3, high: 3, to: OURS });
  });

  test('a multiple of nothing is not shown', () => {
    const [, again] = compare(
      new Map([
        [BARE, [0]],
        [BARE_AGAIN, [0]],
      ]),
      { to: OURS },
    );
    expect(again?.ratio).toBeUndefined();
  });
});
