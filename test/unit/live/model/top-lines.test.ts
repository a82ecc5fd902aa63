import { describe, expect, it } from 'vitest';
import type { Line } from '../../../../src/live/model/line.ts';
import { topLines } from '../../../../src/live/model/top-lines.ts';

const line = (name: string, ...values: Line['values']): Line => ({ labels: { name }, values });

const LINES = [
  line('low', 1, 1),
  line('mostly unknown', null, 9),
  line('unknown', null, null),
  line('below 0', -5, -5),
  line('high', 8, 4),
];

describe('topLines', () => {
  it.each([
    [2, ['mostly unknown', 'high'], 3],
    [3, ['low', 'mostly unknown', 'high'], 2],
    [4, ['low', 'mostly unknown', 'below 0', 'high'], 1],
    [5, LINES.map(({ labels }) => labels['name']), 0],
  ])('%i by their mean, in their order', (most, names, leftOut) => {
    const top = topLines(LINES, most);
    expect(top.lines.map(({ labels }) => labels['name'])).toEqual(names);
    expect(top.leftOut).toBe(leftOut);
  });
});
