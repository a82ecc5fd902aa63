import { expect, it } from 'vitest';
import { clock, timeSplits } from '../../../../src/live/chart/time-axis.ts';

const at = (text: string) => Date.parse(`2026-11-21T${text}`);

it.each([
  [1, ['10:00:15', '10:00:30', '10:00:45']],
  [5, ['10:01', '10:02', '10:03', '10:04']],
  [15, ['10:05', '10:10']],
])('shows round moments of %i min, and none beside the edge', (minutes, texts) => {
  const from = at('10:00:02');
  expect(timeSplits(from, from + minutes * 60_000).map(clock)).toEqual(texts);
});
