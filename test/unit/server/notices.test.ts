import { writeSync } from 'node:fs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { faultCounts } from '../../../src/foundation/faults.ts';
import { createPage } from '../../../src/server/page.ts';
import { fakeFamily } from '../exposition/fake-family.ts';
import { collectionOf, configWith } from './test-endpoint.ts';

vi.mock(import('../../../src/foundation/clock.ts'), () => import('../../support/host-clock.ts'));

const written: string[] = [];
vi.mock(import('node:fs'), async (original) => {
  const fs = await original();
  const record = (fd: number, text: string) =>
    fd === 2 ? written.push(text) : fs.writeSync(fd, text);
  return { ...fs, writeSync: vi.fn(record) as never };
});

const MINUTE = 60_000;

beforeEach(() => {
  vi.useFakeTimers();
  written.length = 0;
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
  expect(written).toEqual([expect.stringContaining('a0_total on the page: shown as')]);
  expect(new Map(faultCounts()).get('name_conflict')).toBe(before + 3);
});

it('of more than fifty things that meet, fifty are said, and that there are more', async () => {
  await scrapeClashes('b', 80, 3);
  expect(vi.mocked(writeSync)).toHaveBeenCalled();
  expect(written.filter((line) => line.includes('on the page: shown as'))).toHaveLength(50);
  expect(written.at(-1)).toContain('meet on the page in more than 50 places');
  expect(written).toHaveLength(51);
});
