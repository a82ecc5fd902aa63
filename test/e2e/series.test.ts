import { describe, expect, inject, it } from 'vitest';
import type { Statistics } from '../../src/exposition/statistics.ts';
import { type App, freePort, samples, scrape, startApp, waitFor } from '../support/app-process.ts';
import { nodeBinary } from '../support/packed-project.ts';

const cwd = inject('packedProject');
const FLAGS = ['--import', '@acme/otel-metrics/register'];
const USERS = 300;

interface SeriesApp {
  readonly app: App;
  /** Has the app do a step (see its file); resolves to what came of it. */
  step(name: string): Promise<unknown>;
  /** Fetches from the endpoint. */
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** Region and value of each series of a metric. */
  regions(name: string): Promise<Record<string, number>>;
  page(): Promise<string>;
  [Symbol.asyncDispose](): Promise<void>;
}

async function startSeriesApp(env: Record<string, string> = {}): Promise<SeriesApp> {
  const port = await freePort();
  const app = startApp({
    cwd,
    args: [...FLAGS, 'series-app.cjs'],
    env: { OTEL_EXPORTER_PROMETHEUS_PORT: String(port), ...env },
  });
  const [, appPort] = await app.printed(/listening (\d+)/);
  const page = () => scrape(port);
  return {
    app,
    page,
    step: async (name) => (await fetch(`http://127.0.0.1:${appPort}/${name}`)).json(),
    get: (path, headers = {}) => fetch(`http://127.0.0.1:${port}${path}`, { headers }),
    async regions(name) {
      const found = samples(await page(), name);
      return Object.fromEntries(
        found.map(({ labels, value }) => [/region="(\w+)"/.exec(labels)?.[1], value]),
      );
    },
    async [Symbol.asyncDispose]() {
      await app.stop();
    },
  };
}

/** Users whose series the page has, and what its overflow series has taken. */
function usersOf(page: string): { known: number[]; overflow: number | undefined } {
  const all = samples(page, 'users_total');
  const isOverflow = ({ labels }: { labels: string }) =>
    labels.includes('otel_metric_overflow="true"');
  return {
    known: all.filter((sample) => !isOverflow(sample)).map(({ value }) => value),
    overflow: all.find(isOverflow)?.value,
  };
}

describe('instruments got through the API', () => {
  it('measure one series whether bound or not, end it, and begin again at 0', async () => {
    await using series = await startSeriesApp();
    await series.step('add');
    await series.step('add-bound');
    expect(await series.regions('orders_total')).toEqual({ eu: 3, us: 5 });
    expect(await series.regions('baskets_sum')).toEqual({ eu: 7 });
    expect(await series.step('remove')).toEqual([true, false, false]);
    expect(await series.regions('orders_total')).toEqual({ us: 5 });
    await series.step('add-bound');
    expect(await series.regions('orders_total')).toEqual({ eu: 2, us: 5 });
    expect(await series.regions('baskets_count')).toEqual({ eu: 3 });
    await series.step('clear');
    expect(await series.regions('orders_total')).toEqual({});
    expect(await series.regions('baskets_count')).toEqual({});
    await series.step('add-bound');
    expect(await series.regions('orders_total')).toEqual({ eu: 2 });
    expect(await series.regions('baskets_sum')).toEqual({ eu: 4 });
    expect(series.app.stderr()).toBe('');
  });

  it('have the types that the package exports', async () => {
    const port = await freePort();
    const app = startApp({
      cwd,
      command: nodeBinary(cwd, '24') ?? process.execPath,
      args: [...FLAGS, 'typed-app.mts'],
      env: { OTEL_EXPORTER_PROMETHEUS_PORT: String(port) },
    });
    await app.printed(/ended false/);
    const page = await scrape(port);
    expect(samples(page, 'orders_total', { region: 'eu' })).toMatchObject([{ value: 3 }]);
    expect(samples(page, 'baskets_bytes_sum', { region: 'eu' })).toMatchObject([{ value: 3 }]);
    expect(samples(page, 'temperature')).toMatchObject([{ value: 20 }]);
    expect((await app.stop()).stderr).toBe('');
  });
});

it('with a time to live, a series that nobody measures goes, and is back from 0', async () => {
  await using series = await startSeriesApp({ ACME_METRICS_SERIES_TTL_MS: '2000' });
  await series.step('add');
  expect(await series.regions('orders_total')).toEqual({ eu: 1, us: 5 });
  await waitFor(
    async () => Object.keys(await series.regions('orders_total')).length === 0 || undefined,
    () => 'the series have stayed',
  );
  await series.step('add-bound');
  expect(await series.regions('orders_total')).toEqual({ eu: 2 });
});

describe.each([
  ['ACME_METRICS_CARDINALITY_LIMIT', 50],
  ['ACME_METRICS_TOTAL_CARDINALITY_LIMIT', 120],
])('at %s', (variable, limit) => {
  it('nothing is lost, no series is beyond it, and one line says which limit it was', async () => {
    await using series = await startSeriesApp({ [variable]: String(limit) });
    await series.step('add-users');
    const { known, overflow } = usersOf(await series.page());
    expect(known.length).toBeGreaterThan(0);
    expect(known.length).toBeLessThan(limit);
    expect(new Set(known)).toEqual(new Set([2]));
    expect(overflow).toBe(2 * (USERS - known.length));
    await series.step('add-users');
    const again = usersOf(await series.page());
    expect(again).toEqual({
      known: known.map(() => 4),
      overflow: 4 * (USERS - known.length),
    });
    const said = series.app.stderr().split('\n').filter(Boolean);
    const ofUsers = said.filter((line) => /users.*otel_metric_overflow/.test(line));
    expect(ofUsers).toEqual([expect.stringMatching(new RegExp(`\\b${variable}\\b`))]);
  });
});

describe('/metrics/stats', () => {
  it('names the biggest metric and its biggest label', async () => {
    await using series = await startSeriesApp();
    await series.step('add-users');
    const answer = await series.get('/metrics/stats?limit=1');
    expect(answer.status).toBe(200);
    const statistics = (await answer.json()) as Statistics;
    expect(statistics.seriesCountByMetricName).toMatchObject([
      {
        name: 'users_total',
        value: USERS,
        overflowing: false,
        labelValueCountByLabelName: [{ name: 'user', value: USERS }],
      },
    ]);
    expect(statistics.labelValueCountByLabelName).toMatchObject([
      { name: 'user', value: USERS, metrics: [{ name: 'users_total', value: USERS }] },
    ]);
  });

  it('has as many entries as asked for, and refuses what is no number of them', async () => {
    await using series = await startSeriesApp();
    for (const limit of [2, 5]) {
      const answer = await series.get(`/metrics/stats?limit=${limit}`);
      const { seriesCountByMetricName } = (await answer.json()) as Statistics;
      expect(seriesCountByMetricName).toHaveLength(limit);
    }
    for (const limit of ['0', '-1', '1001', '1.5', 'all', '', '1&limit=2']) {
      const answer = await series.get(`/metrics/stats?limit=${limit}`);
      expect([limit, answer.status]).toEqual([limit, 400]);
      expect(await answer.text()).toBe('limit must be a whole number from 1 to 1000.\n');
    }
  });
});

it('the page is the same whether compressed or not', async () => {
  await using series = await startSeriesApp();
  await series.step('add');
  await series.step('add-users');
  const plain = await series.get('/metrics', { 'accept-encoding': 'identity' });
  const compressed = await series.get('/metrics', { 'accept-encoding': 'gzip' });
  expect(plain.headers.get('content-encoding')).toBeNull();
  expect(compressed.headers.get('content-encoding')).toBe('gzip');
  const ofApp = async (page: Response) => linesOfApp(await page.text());
  const lines = await ofApp(compressed);
  expect(lines).toEqual(await ofApp(plain));
  expect(lines.filter((line) => line.startsWith('users_total{'))).toHaveLength(USERS);
});

/** All but what the agent itself measures: that differs from page to page. */
function linesOfApp(page: string): string[] {
  const isOfAgent = (line: string) => line.includes('otel_scope_name="@acme/otel-metrics"');
  return page.split('\n').filter((line) => !line.startsWith('#') && !isOfAgent(line));
}
