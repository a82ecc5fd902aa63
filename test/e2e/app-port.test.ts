import { describe, expect, inject, it } from 'vitest';
import { type App, freePort, samples, scrape, startApp } from '../support/app-process.ts';
import { NODE_VERSIONS, nodeBinary } from '../support/packed-project.ts';

const cwd = inject('packedProject');
const node = nodeBinary(cwd, '24') ?? process.execPath;
const FLAGS = ['--import', '@acme/otel-metrics/register'];
const APP_PATH = { ACME_METRICS_APP_PATH: '/metrics' };

const APPS = ['http', 'express4', 'express5', 'fastify'].flatMap((framework) => [
  { framework, file: 'app-port.cjs' },
  { framework, file: 'app-port.mjs' },
]);

interface Started {
  readonly app: App;
  readonly url: string;
}

async function start(args: readonly string[], env: Record<string, string> = {}): Promise<Started> {
  const app = startApp({ cwd, command: node, args, env });
  const [, port] = await app.printed(/listening (\d+)/);
  return { app, url: `http://127.0.0.1:${port}` };
}

/** What an app answers to all that is its own, without what each answer has of its moment. */
async function ownAnswers(url: string): Promise<unknown[]> {
  const asked = [
    ...[
      ['GET', '/users/7'],
      ['HEAD', '/users/7'],
      ['GET', '/nothing'],
      ['GET', '/server'],
    ],
    ...[
      ['POST', '/metrics'],
      ['GET', '/metrics/'],
      ['GET', '/metrics/stats'],
      ['GET', '/Metricsx'],
    ],
  ] as const;
  const answers: unknown[] = [];
  for (const [method, path] of asked) {
    const response = await fetch(`${url}${path}`, { method });
    const headers = [...response.headers].filter(([name]) => name !== 'date');
    answers.push([method, path, response.status, headers, await response.text()]);
  }
  return answers;
}

describe.each(APPS)('$framework ($file) with ACME_METRICS_APP_PATH', ({ framework, file }) => {
  it('has the page on its own port, and is the same app in all else', async () => {
    const bare = await start([file, framework]);
    const port = await freePort();
    const env = { ...APP_PATH, OTEL_EXPORTER_PROMETHEUS_PORT: String(port) };
    const { app, url } = await start([...FLAGS, file, framework], env);
    const expected = await ownAnswers(bare.url);
    expect(await ownAnswers(url)).toEqual(expected);

    const response = await fetch(`${url}/metrics`);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(response.headers.get('x-powered-by')).toBeNull();
    const page = await response.text();
    expect(await (await fetch(`${bare.url}/metrics`)).text()).toBe("the app's own GET");
    const some = await (await fetch(`${url}/metrics?name[]=target_info`)).text();
    expect(some).toMatch(/^# TYPE target_info gauge\n/m);
    expect((await fetch(`${url}/metrics`, { method: 'HEAD' })).status).toBe(200);
    expect(await ownAnswers(url)).toEqual(expected);

    // What the app was asked for is counted, what the agent answers is not: not here, not there.
    for (const text of [page, await scrape(port)]) {
      const counted = samples(text, 'http_server_request_duration_seconds_count');
      const total = counted.reduce((sum, { value }) => sum + value, 0);
      expect(total).toBe(text === page ? expected.length : 2 * expected.length);
      const active = samples(text, 'http_server_active_requests');
      expect(active.map(({ value }) => value).filter(Boolean)).toEqual([]);
    }
    expect(app.stderr()).toBe('');
    await app.stop();
    await bare.app.stop();
  });
});

describe.each(NODE_VERSIONS)('Node %s', (version) => {
  const binary = nodeBinary(cwd, version);

  it.skipIf(binary === undefined)('answers the path in the place of the app', async () => {
    const args = [...FLAGS, 'app-port.cjs', 'http'];
    const app = startApp({ cwd, command: binary as string, args, env: APP_PATH });
    const [, port] = await app.printed(/listening (\d+)/);
    const url = `http://127.0.0.1:${port}`;
    await fetch(`${url}/users/7`);
    for (let time = 0; time < 3; time++) await (await fetch(`${url}/metrics`)).text();
    const page = await (await fetch(`${url}/metrics`)).text();
    const counted = samples(page, 'http_server_request_duration_seconds_count');
    expect(counted).toMatchObject([{ value: 1 }]);
    expect(await (await fetch(`${url}/server`)).json()).toMatchObject({ hasOwnEmit: false });
    await app.stop();
  });
});

describe.each(APPS)('$framework ($file) with metricsHandler', ({ framework, file }) => {
  it.each([
    ['with the preload', FLAGS],
    ['without any agent', []],
  ])('has the page %s', async (_, flags) => {
    const { app, url } = await start([...flags, file, framework, 'handler']);
    const page = await (await fetch(`${url}/scrape`)).text();
    expect(samples(page, 'orders_total')).toMatchObject([{ value: 3 }]);
    expect(samples(page, 'process_uptime_seconds')).toHaveLength(flags.length === 0 ? 0 : 1);
    expect(await (await fetch(`${url}/users/7`)).text()).toBe('{"id":"7","name":"user 7"}');
    expect(app.stderr()).toBe('');
    await app.stop();
  });
});

it('an app that has no handler is measured by the agent that the page is of', async () => {
  const { app, url } = await start([...FLAGS, 'app-port.cjs', 'http'], {
    ...APP_PATH,
    // No port of the endpoint is to be had; the page is on that of the app all the same.
    OTEL_EXPORTER_PROMETHEUS_HOST: '192.0.2.1',
  });
  await app.printed(/OTEL_EXPORTER_PROMETHEUS_HOST/);
  await fetch(`${url}/users/7`);
  const page = await (await fetch(`${url}/metrics`)).text();
  expect(samples(page, 'http_server_request_duration_seconds_count')).toMatchObject([{ value: 1 }]);
  await app.stop();
});

it("with OpenTelemetry's engine for HTTP the path is not counted either", async () => {
  const env = { ...APP_PATH, ACME_METRICS_HTTP_ENGINE: 'opentelemetry' };
  const { app, url } = await start([...FLAGS, 'app-port.cjs', 'http'], env);
  await fetch(`${url}/users/7`);
  for (let time = 0; time < 3; time++) await (await fetch(`${url}/metrics`)).text();
  const page = await (await fetch(`${url}/metrics`)).text();
  expect(samples(page, 'http_server_request_duration_seconds_count')).toMatchObject([{ value: 1 }]);
  await app.stop();
});

it('an agent that is turned off takes nothing of the app', async () => {
  const env = { ...APP_PATH, ACME_METRICS_ENABLED: 'false' };
  const { app, url } = await start([...FLAGS, 'app-port.cjs', 'http'], env);
  expect(await (await fetch(`${url}/metrics`)).text()).toBe("the app's own GET");
  await app.stop();
});
