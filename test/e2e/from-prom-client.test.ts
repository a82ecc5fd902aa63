import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePage, type Sample } from '../../scripts/demo/scrape.ts';
import { type App, freePort, scrape, startApp } from '../support/app-process.ts';

const EXAMPLE = join(import.meta.dirname, '../../examples/from-prom-client');
const FLAGS = ['--import', '@acme/otel-metrics/register'];

/** What prom-client measures of the process changes from page to page. */
const OF_THE_PROCESS = /^(process|nodejs)_/;
/** What both apps count for the same requests; how long things take differs. */
const SAME_IN_BOTH = [
  'user_registrations_total',
  'active_users_count',
  'revenue_total',
  'errors_total',
  'cache_hits_total',
  'cache_misses_total',
  'queue_size',
  'queue_processing_duration_seconds_count',
  'basket_size_sum',
  'basket_size_count',
];

interface Ran {
  readonly app: App;
  /** The page that the app answers with itself. */
  readonly own: readonly Sample[];
  /** The page of the agent. */
  readonly page: readonly Sample[];
}

/** Starts one of the two apps, asks it the same as the other, and reads both pages. */
async function run(folder: 'before' | 'after'): Promise<Ran> {
  const [port, metricsPort] = [await freePort(), await freePort()];
  const app = startApp({
    cwd: join(EXAMPLE, folder),
    args: [...FLAGS, 'app.cjs'],
    env: {
      PORT: String(port),
      OTEL_EXPORTER_PROMETHEUS_PORT: String(metricsPort),
      ...(folder === 'before' && { ACME_METRICS_BRIDGE_PROM_CLIENT: 'true' }),
      NODE_ENV: 'test',
    },
  });
  await app.printed(/shop on/);
  const base = `http://localhost:${port}`;
  const post = (path: string, body: object = {}) =>
    fetch(base + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }).then((response) => response.text());
  await post('/users', { name: 'Ada', source: 'web' });
  await post('/users', { name: 'Bob', source: 'app' });
  for (const id of ['1', '2', '1', '1']) await (await fetch(`${base}/products/${id}`)).text();
  for (const items of [1, 2, 5]) await post('/orders', { product: 'lamp', items });
  for (let job = 0; job < 2; job++) await post('/jobs');
  await post('/orders', { product: 'desk', items: 3 });
  for (let job = 0; job < 3; job++) await post('/jobs');
  const samplesOf = (text: string) => [...parsePage(text).values()].flat();
  const page = samplesOf(await scrape(metricsPort));
  const own = samplesOf(await (await fetch(`${base}/metrics`)).text());
  return { app, own, page };
}

/** By name and labels. */
function valuesOf(samples: readonly Sample[]): Record<string, number> {
  return Object.fromEntries(
    samples.map(({ name, labels, value }) => [
      name + JSON.stringify(Object.entries(labels).sort()),
      value,
    ]),
  );
}

describe('the app that was measured by hand with prom-client', () => {
  let before: Ran;
  let after: Ran;
  beforeAll(async () => {
    before = await run('before');
    after = await run('after');
  });
  afterAll(async () => {
    await before?.app.stop();
    await after?.app.stop();
  });

  it('has everything that it measures on the page of the agent, without a change', () => {
    const ofTheApp = before.own.filter(({ name }) => !OF_THE_PROCESS.test(name));
    expect(ofTheApp.length).toBeGreaterThan(40);
    expect(valuesOf(before.page)).toMatchObject(valuesOf(ofTheApp));
    const names = (samples: readonly Sample[]) => new Set(samples.map(({ name }) => name));
    expect([...names(before.own)].filter((name) => !names(before.page).has(name))).toEqual([]);
  });

  it('has the automatic metrics beside them, with the whole template of a route', () => {
    const routes = before.page
      .filter(({ name }) => name === 'http_server_request_duration_seconds_count')
      .map(({ labels }) => labels.http_route);
    expect(routes).toContain('/products/:id');
  });

  it('counts the same once it is measured by our helpers', () => {
    const business = (samples: readonly Sample[]) =>
      samples.filter(
        ({ name, labels, value }) =>
          // What stands at 0 from the start, or is counted of the process by the agent.
          SAME_IN_BOTH.includes(name) && labels.otel_scope_name === undefined && value !== 0,
      );
    expect(business(before.page).length).toBeGreaterThan(10);
    expect(valuesOf(business(after.page))).toEqual(valuesOf(business(before.page)));
  });

  it('serves the page of the agent at its own path, too', () => {
    const names = [...new Set(after.own.map(({ name }) => name))];
    expect(names).toEqual(
      expect.arrayContaining([...SAME_IN_BOTH, 'http_server_request_duration_seconds_count']),
    );
  });

  it.each(['before', 'after'] as const)('prints nothing but its own line: %s', (which) => {
    const { app } = which === 'before' ? before : after;
    expect(app.stdout()).toMatch(/^shop on http:\/\/localhost:\d+\n$/);
    expect(app.stderr()).toBe('');
  });

  it('is as short as its README says', () => {
    const readme = readFileSync(join(EXAMPLE, 'README.md'), 'utf8');
    const told = readme.matchAll(/^\| `(?<file>(?:before|after)\/[\w.-]+)` \| (?<lines>\d+) \|/gm);
    const lines: Record<string, number> = Object.fromEntries(
      [...told].map(({ groups = {} }) => [groups.file, Number(groups.lines)]),
    );
    const files = ['before', 'after'].flatMap((folder) =>
      readdirSync(join(EXAMPLE, folder)).map((file) => `${folder}/${file}`),
    );
    const counted = files.map((file) => [
      file,
      readFileSync(join(EXAMPLE, file), 'utf8').split('\n').length - 1,
    ]);
    expect(lines).toEqual(Object.fromEntries(counted));
    const total = (folder: string) =>
      Object.entries(lines)
        .filter(([file]) => file.startsWith(folder))
        .reduce((sum, [, count]) => sum + count, 0);
    expect(readme).toContain(`${total('before')} lines`);
    expect(readme).toContain(`${total('after')} lines`);
  });
});
