import { expect, test } from 'vitest';
import { soakGroup } from '../../bench/subjects/soak.ts';

const moments = (leak: number) =>
  [0, 1, 2, 3, 4, 5].map((x) => {
    const both = x % 2 === 0 ? 1000 : 5000;
    return { x, bare: both, ours: both + 100 * Math.sin(x * 7) + leak * x };
  });

test('what both heaps do at once is not the agent’s', () => {
  const [, , added] = soakGroup(moments(0), 10).rows;
  expect(added).toMatchObject({ variant: 'ours minus bare', note: 'none' });
});

test('a leak that both heaps’ noise would hide is found', () => {
  const [, , added] = soakGroup(moments(500), 10).rows;
  expect(added?.note).toBe('more than its uncertainty');
  expect(added?.figure.low).toBeGreaterThan(400);
});
