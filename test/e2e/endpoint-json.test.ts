import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type App, freePort, scrape, startApp } from '../support/app-process.ts';
import { nodeBinary } from '../support/packed-project.ts';

const cwd = inject('packedProject');
let app: App;
let url: string;

beforeAll(async () => {
  const port = await freePort();
  app = startApp({
    ...{ cwd, command: nodeBinary(cwd, '24') ?? process.execPath },
    args: ['--import', '@acme/otel-metrics/register', 'app-port.cjs', 'http', 'handler'],
    env: { OTEL_EXPORTER_PROMETHEUS_PORT: String(port) },
  });
  const [, appPort] = await app.printed(/listening (\d+)/);
  await (await fetch(`http://127.0.0.1:${appPort}/users/7`)).text();
  await scrape(port);
  url = `http://127.0.0.1:${port}`;
});
afterAll(() => app?.stop());

async function getJson(path: string): Promise<[status: number, value: unknown]> {
  const response = await fetch(`${url}${path}`, { headers: { Accept: 'application/json' } });
  expect(response.headers.get('content-type')).toBe('application/json');
  return [response.status, await response.json()];
}

it('a single metric is JSON where that is asked for', async () => {
  expect(await getJson('/metrics/orders_total')).toMatchObject([
    200,
    { metrics: [{ name: 'orders_total', type: 'counter', series: [{ value: 3 }] }] },
  ]);
  expect(await getJson('/metrics/http_server_request_duration_seconds')).toMatchObject([
    200,
    { metrics: [{ type: 'histogram', series: [{ labels: { http_request_method: 'GET' } }] }] },
  ]);
  expect(await getJson('/metrics/nothing')).toEqual([
    404,
    { error: 'No metric of this name is on the page.' },
  ]);
});

it('the scrapes so far were healthy, and have their cost', async () => {
  expect(await getJson('/metrics/health')).toEqual([
    200,
    { status: 'healthy', reasons: [], warnings: [], collectedAt: expect.any(String) },
  ]);
  const [, { scrapes }] = (await getJson('/metrics/stats')) as [number, { scrapes: object }];
  expect(scrapes).toEqual({
    ...{ count: 1, sumSeconds: expect.any(Number) },
    ...{ lastSeconds: expect.any(Number), lastSize: expect.any(Number) },
  });
});
