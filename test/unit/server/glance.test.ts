import { expect, it } from 'vitest';
import { ask } from '../../../src/cli/ask.ts';
import type { Collecting } from '../../../src/pipeline/collection.ts';
import { fakeFamily } from '../exposition/fake-family.ts';
import { collectionOf, openEndpoint } from './test-endpoint.ts';

/** Whether each collection is for somebody who only looks, when this path is asked for. */
async function glancesFor(path: string, request: (url: string) => Promise<unknown>) {
  const glances: (boolean | undefined)[] = [];
  const collect = async ({ isGlance }: Collecting = {}) => {
    glances.push(isGlance);
    return collectionOf([fakeFamily({ name: 'answer', series: [{ value: 42 }] })]);
  };
  await using endpoint = await openEndpoint({}, { collect });
  await request(`http://localhost:${endpoint.openPort}${path}`);
  return glances;
}

const scrape = async (url: string) => (await fetch(url)).text();
const program = (url: string) => ask(url, { signal: new AbortController().signal });

it.each([
  { who: 'Prometheus', path: '/metrics', request: scrape, isGlance: false },
  { who: 'otel-metrics', path: '/metrics', request: program, isGlance: true },
  { who: 'the live page', path: '/live/feed', request: scrape, isGlance: true },
  { who: 'whoever wants statistics', path: '/metrics/stats', request: scrape, isGlance: true },
])('$who, at $path, only looks: $isGlance', async (row) => {
  expect(await glancesFor(row.path, row.request)).toEqual([row.isGlance]);
});
