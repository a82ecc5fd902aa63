import { describe, expect, it } from 'vitest';
import { nearest } from '../../../src/cli/nearest.ts';

const WORDS = ['doctor', 'init', 'dashboards', 'rules', 'scrape-config', 'metrics', 'config'];

describe('nearest', () => {
  it.each([
    ['metrcs', 'metrics'],
    ['metrisc', 'metrics'],
    ['doktor', 'doctor'],
    ['rule', 'rules'],
    ['dash', 'dashboards'],
    ['cnofig', 'config'],
    ['scrapeconfig', 'scrape-config'],
    ['initt', 'init'],
  ])('%s is probably %s', (typed, meant) => {
    expect(nearest(typed, WORDS)).toBe(meant);
  });

  it.each(['', 'x', 'start', 'serve', 'prometheus'])('%s is none of them', (typed) => {
    expect(nearest(typed, WORDS)).toBeUndefined();
  });
});
