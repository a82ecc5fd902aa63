import { writeSync } from 'node:fs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { faultCounts } from '../../../src/foundation/faults.ts';
import { createPage } from '../../../src/server/page.ts';
import { logLines } from '../../support/log-lines.ts';
import { fakeFamily } from '../exposition/fake-family.ts';
import { collectionOf, configWith } from './test-endpoint.ts';

vi.mock(import('../../../src/foundation/clock.ts'), () => import('../../support/host-clock.ts'));

vi.mock(import('node:fs'), async (original) => {
  const { keepLines } = await import('../../support/log-lines.ts');
  return keepLines(await original());
});

const MINUTE = 60_000;

beforeEach(() => {
  vi.useFakeTimers();
  logLines.length = 0;
});
afterEach(() => {
  vi.useRealTimers();
});

/** Scrapes an app that has this many instruments whose names are taken, once a minute. */
async function scrapeClashes(prefix: string, clashes: number, scrapes: number): Promise<void> {
  const families = Array.from({ length: clashes }, (_, i) => [
    fakeFamily({ name: `${prefix}${i}`, kind: 'up-down-counter' }),
    fakeFamily({ name: `${prefix}${i}_total`, kind: 'up-down-counter' }),
    fakeFamily({ name: `${prefix}${i}`, kind: 'counter' }),
  ]).flat();
  const collect = async () => collectionOf(families);
  const page = createPage({ config: configWith(), collect, constants: [] });
  for (let scrape = 0; scrape < scrapes; scrape++) {
    const { body } = await page({ accept: undefined, names: [] });
    for (const _ of body);
    vi.advanceTimersByTime(2 * MINUTE);
  }
}

it('what meets on the page is said once, and counted at each scrape', async () => {
  const before = new Map(faultCounts()).get('name_conflict') ?? 0;
  await scrapeClashes('a', 1, 3);
  expect(logLines).toEqual([expect.stringContaining('a0_total on the page: shown as')]);
  expect(new Map(faultCounts()).get('name_conflict')).toBe(before + 3);
});

it('of more than fifty things that meet, fifty are said, and that there are more', async () => {
  await scrapeClashes('b', 80, 3);
  expect(vi.mocked(writeSync)).toHaveBeenCalled();
  expect(logLines.filter((line) => line.includes('on the page: shown as'))).toHaveLength(50);
  expect(logLines.at(-1)).toContain('meet on the page in more than 50 places');
  expect(logLines).toHaveLength(51);
});
