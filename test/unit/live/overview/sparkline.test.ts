import { describe, expect, it } from 'vitest';
import { sparkline } from '../../../../src/live/overview/sparkline.ts';

const times = [0, 10, 20, 30, 40];
const seen = { times, from: 0, to: 40 };

describe('sparkline', () => {
  it('goes from 0 at the bottom to the highest value at the top', () => {
    const { line, area } = sparkline({ ...seen, values: [0, 5, 10, 5, 0] });
    expect(line).toBe('M0.0 31.0L30.0 16.5L60.0 2.0L90.0 16.5L120.0 31.0');
    expect(area).toBe('M0.0 32L0.0 31.0L30.0 16.5L60.0 2.0L90.0 16.5L120.0 31.0L120.0 32Z');
  });

  it('is interrupted where nothing is known', () => {
    const { line } = sparkline({ ...seen, values: [1, 1, null, 1, 1] });
    expect(line.match(/M/g)).toHaveLength(2);
  });

  it.each([
    ['nothing', []],
    ['nothing known', [null, null, null, null, null]],
    ['one value', [null, null, 3, null, null]],
  ])('is empty for %s', (_what, values) => {
    expect(sparkline({ ...seen, values })).toEqual({ line: '', area: '' });
  });

  it('leaves out what is not in view', () => {
    const { line } = sparkline({ times, values: [900, 900, 1, 1, 900], from: 20, to: 30 });
    expect(line).toBe('M0.0 2.0L120.0 2.0');
  });
});
