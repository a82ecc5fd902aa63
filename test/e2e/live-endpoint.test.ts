import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import type { Feed, FeedState } from '../../src/exposition/feed/frame.ts';
import { type App, freePort, scrape, startApp } from '../support/app-process.ts';
import { nodeBinary } from '../support/packed-project.ts';

const cwd = inject('packedProject');
const node = nodeBinary(cwd, '24') ?? process.execPath;
const BROWSER = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const folder = mkdtempSync(join(tmpdir(), 'otel-metrics-live-'));
const tokenFile = join(folder, 'token');
writeFileSync(tokenFile, 's3cret\n');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Shop extends AsyncDisposable {
  readonly app: App;
  readonly port: number;
  readonly url: string;
  /** Asks the app itself for a page. */
  visit(): Promise<void>;
}

async function startShop(env: Record<string, string> = {}, chosen?: number): Promise<Shop> {
  const port = chosen ?? (await freePort());
  const app = startApp({
    ...{ cwd, command: node },
    args: ['--import', '@acme/otel-metrics/register', 'app-port.cjs', 'http', 'handler'],
    env: { ...env, OTEL_EXPORTER_PROMETHEUS_PORT: String(port) },
  });
  const [, appPort] = await app.printed(/listening (\d+)/);
  return {
    ...{ app, port, url: `http://127.0.0.1:${port}` },
    async visit() {
      await (await fetch(`http://127.0.0.1:${appPort}/users/7`)).text();
    },
    async [Symbol.asyncDispose]() {
      await app.stop();
    },
  };
}

async function feedOf(url: string, place?: { epoch: string; after: number }): Promise<Feed> {
  const query = place === undefined ? '' : `?epoch=${place.epoch}&after=${place.after}`;
  const response = await fetch(`${url}/live/feed${query}`);
  expect(response.status).toBe(200);
  return (await response.json()) as Feed;
}

/** The latest state of the only series of a metric. */
function stateIn({ frames }: Feed, name: string): FeedState | undefined {
  const metric = frames.flatMap(({ metrics }) => metrics).find((one) => one.name === name);
  const series = frames.flatMap((frame) => frame.series).find((one) => one.metric === metric?.id);
  const values = frames.flatMap((frame) => frame.values).filter(([id]) => id === series?.id);
  return values.at(-1)?.[1];
}

describe('the packed package', () => {
  it('shows browsers a page, and everybody else an index', async () => {
    await using shop = await startShop();
    const page = await fetch(`${shop.url}/`, { headers: BROWSER });
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const html = await page.text();
    const files = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path ?? '');
    expect(files).toEqual(expect.arrayContaining(['/live/page.js', '/live/page.css']));
    let bytes = html.length;
    for (const file of files) {
      const response = await fetch(shop.url + file);
      expect([file, response.status]).toEqual([file, 200]);
      if (file.startsWith('/live/')) bytes += (await response.bytes()).length;
    }
    expect(bytes).toBeLessThan(150_000);
    const index = await fetch(`${shop.url}/`);
    expect(await index.json()).toMatchObject({ name: '@acme/otel-metrics' });
  });

  it('tells the page what the app does, as it goes on', async () => {
    await using shop = await startShop();
    await shop.visit();
    const whole = await feedOf(shop.url);
    expect(whole).toMatchObject({ isWhole: true, app: { pid: shop.app.child.pid } });
    expect(stateIn(whole, 'orders_total')).toBe(3);
    expect(stateIn(whole, 'http_server_request_duration_seconds')).toMatchObject({ 0: 1 });
    expect(stateIn(whole, 'target_info')).toBe(1);
    const page = await scrape(shop.port);
    for (const { name } of whole.frames.flatMap(({ metrics }) => metrics)) {
      expect(page).toContain(`# TYPE ${name} `);
    }
    await shop.visit();
    const place = { epoch: whole.epoch, after: whole.frames.at(-1)?.number ?? 0 };
    let next = await feedOf(shop.url, place);
    await expect
      .poll(
        async () => {
          next = await feedOf(shop.url, place);
          return next.frames.length;
        },
        { timeout: 15_000 },
      )
      .toBeGreaterThan(0);
    expect([next.epoch, next.isWhole]).toEqual([whole.epoch, false]);
    const everything = await feedOf(shop.url);
    expect(stateIn(everything, 'http_server_request_duration_seconds')).toMatchObject({ 0: 2 });
  }, 20_000);

  it.each([
    ['names', { ACME_METRICS_NAMING: 'classic' }],
    ['a prefix', { ACME_METRICS_PREFIX: 'shop' }],
    ['a strategy', { ACME_METRICS_TRANSLATION_STRATEGY: 'NoTranslation' }],
  ])("shows no names that OpenTelemetry's page lacks: %s", async (_, env) => {
    await using shop = await startShop({ ...env, ACME_METRICS_PAGE_ENGINE: 'opentelemetry' });
    await shop.visit();
    const { frames } = await feedOf(shop.url);
    const page = await scrape(shop.port);
    const types = new Set(
      [...page.matchAll(/^# TYPE (\S+) /gm)].map(([, name = '']) => name.replace(/_total$/, '')),
    );
    const names = frames.flatMap(({ metrics }) => metrics).map(({ name }) => name);
    expect(names).toContainEqual(expect.stringMatching(/http_server_request_duration$/));
    expect(names.filter((name) => !types.has(name.replace(/_total$/, '')))).toEqual([]);
  });

  it('begins anew with the app', async () => {
    const first = await startShop();
    const { epoch } = await feedOf(first.url);
    await first.app.stop();
    await using second = await startShop({}, first.port);
    const answer = await feedOf(second.url, { epoch, after: 1 });
    expect([answer.isWhole, answer.epoch === epoch]).toEqual([true, false]);
  });

  it('shows no page where it is turned off', async () => {
    await using shop = await startShop({ ACME_METRICS_LIVE: 'false' });
    const index = await fetch(`${shop.url}/`, { headers: BROWSER });
    expect(index.headers.get('content-type')).toBe('application/json');
    expect((await fetch(`${shop.url}/live/feed`)).status).toBe(404);
  });

  it.each([
    ['without a token file', {}, [404, 404, 404]],
    ['with one', { ACME_METRICS_BEARER_TOKEN_FILE: tokenFile }, [200, 401, 200]],
  ])('beyond loopback %s: %o', async (_, env, [page, feed, feedWithToken]) => {
    await using shop = await startShop({ ...env, OTEL_EXPORTER_PROMETHEUS_HOST: '0.0.0.0' });
    expect((await fetch(`${shop.url}/`, { headers: BROWSER })).status).toBe(page);
    expect((await fetch(`${shop.url}/live/feed`)).status).toBe(feed);
    const headers = { Authorization: 'Bearer s3cret' };
    expect((await fetch(`${shop.url}/live/feed`, { headers })).status).toBe(feedWithToken);
  });

  it('ends as without a viewer while one looks', async () => {
    const { app, url } = await startShop();
    await feedOf(url);
    expect(await app.stop('SIGTERM')).toMatchObject({ signal: 'SIGTERM', stderr: '' });
  });
});
