import { expect, inject, it } from 'vitest';
import { type App, freePort, samples, scrape, startApp } from '../support/app-process.ts';
import { nodeBinary } from '../support/packed-project.ts';

const cwd = inject('packedProject');
const node = nodeBinary(cwd, '24') ?? process.execPath;

async function startShop(env: Record<string, string>): Promise<{ app: App; port: number }> {
  const port = await freePort();
  const app = startApp({
    ...{ cwd, command: node },
    args: ['--import', '@acme/otel-metrics/register', 'app-port.cjs', 'http', 'handler'],
    env: { ...env, OTEL_EXPORTER_PROMETHEUS_PORT: String(port) },
  });
  await app.printed(/listening (\d+)/);
  return { app, port };
}

function reset(port: number): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}/metrics/reset`, { method: 'POST' });
}

it.each(['development', 'test'])('NODE_ENV=%s: declared counters begin at 0', async (NODE_ENV) => {
  const { app, port } = await startShop({ NODE_ENV });
  expect(samples(await scrape(port), 'orders_total')).toMatchObject([{ value: 3 }]);
  const response = await reset(port);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ status: 'reset', endedSeries: expect.any(Number) });
  expect(samples(await scrape(port), 'orders_total')).toMatchObject([{ value: 0 }]);
  await app.stop();
});

it.each([{ NODE_ENV: 'production' }, { NODE_ENV: 'staging' }, {}])(
  '%o: there is no such thing',
  async (env) => {
    const { app, port } = await startShop(env as Record<string, string>);
    expect((await reset(port)).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${port}/metrics/reset`)).status).toBe(404);
    expect(samples(await scrape(port), 'orders_total')).toMatchObject([{ value: 3 }]);
    await app.stop();
  },
);

it("there is none on the app's own port", async () => {
  const env = { NODE_ENV: 'development', ACME_METRICS_APP_PATH: '/metrics' };
  const { app } = await startShop(env);
  const [, port] = await app.printed(/listening (\d+)/);
  expect((await reset(Number(port))).status).toBe(404);
  await app.stop();
});
