import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { connect, createServer as createHttp2Server } from 'node:http2';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import express from 'express';
import fastify from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { metricsHandler } from '../../../src/agent/metrics-handler.ts';
import { runningAgent } from '../../../src/agent/registry.ts';
import { shutdownMetrics, startMetrics } from '../../../src/agent/start-metrics.ts';
import { counter } from '../../../src/instruments/declared/counter.ts';
import { processMetrics } from '../../../src/pipeline/process-metrics.ts';

const require = createRequire(import.meta.url);

const orders = counter('orders', { labels: ['channel'] });
orders.add(3, { channel: 'web' });
const ORDERS = /^orders_total\{channel="web"\} 3$/m;

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await shutdownMetrics();
});

async function listen(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Made at module scope, before anything is started. */
const handler = metricsHandler();

/** The handler at /metrics of a framework, and another route beside it. */
const APPS: Record<string, () => Promise<string>> = {
  'node:http': () =>
    listen((request, response) =>
      request.url?.startsWith('/metrics') ? handler(request, response) : response.end('ok'),
    ),
  'Express 5': () => {
    const app = express();
    app.all('/metrics', handler);
    app.get('/', (_request, response) => void response.send('ok'));
    return listen(app);
  },
  'Express 5, by use': () => {
    const app = express();
    app.use('/metrics', handler);
    app.get('/', (_request, response) => void response.send('ok'));
    return listen(app);
  },
  'Express 4': () => {
    const app = (require('express4') as typeof express)();
    app.all('/metrics', handler);
    app.get('/', (_request, response) => void response.send('ok'));
    return listen(app);
  },
  'Fastify 5': async () => {
    const app = fastify();
    app.all('/metrics', handler);
    app.get('/', async () => 'ok');
    closing.push(() => app.close());
    return app.listen({ port: 0, host: '127.0.0.1' });
  },
};

describe.each(Object.keys(APPS))('in %s', (name) => {
  const start = APPS[name] as () => Promise<string>;

  it.each([false, true])('it is the page (agent: %s)', async (hasAgent) => {
    if (hasAgent) startMetrics({ port: 0 });
    const url = await start();
    const response = await fetch(`${url}/metrics`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await response.text()).toMatch(ORDERS);
    expect(await (await fetch(`${url}/`)).text()).toBe('ok');
    expect(runningAgent() !== undefined).toBe(hasAgent);
  });

  it('it chooses formats, names and compression as the endpoint does', async () => {
    const url = await start();
    const one = await fetch(`${url}/metrics?name[]=orders_total`, {
      headers: { Accept: 'application/openmetrics-text', 'Accept-Encoding': 'identity' },
    });
    expect(one.headers.get('content-type')).toMatch(/^application\/openmetrics-text/);
    expect(await one.text()).toMatch(/^# TYPE orders counter\n(.*\n)+# EOF\n$/);
    const packed = await fetch(`${url}/metrics`, { headers: { 'Accept-Encoding': 'gzip' } });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(await packed.text()).toMatch(ORDERS);
  });

  it('HEAD has no body, and other methods are not allowed', async () => {
    const url = await start();
    const head = await fetch(`${url}/metrics`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    const post = await fetch(`${url}/metrics`, { method: 'POST' });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});

it('shares a collection with the endpoint, so that callbacks run once', async () => {
  const waiting = Promise.withResolvers<void>();
  let calls = 0;
  const gauge = processMetrics().provider.getMeter('shop').createObservableGauge('depth');
  const callback = async () => {
    calls++;
    await waiting.promise;
  };
  gauge.addCallback(callback);
  const agent = startMetrics({ port: 0 });
  await expect.poll(() => agent.url()).toBeDefined();
  const url = await listen(handler);
  const pages = [fetch(url), fetch(String(agent.url()))];
  await expect.poll(() => calls).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 50));
  waiting.resolve();
  for (const page of pages) expect(await (await page).text()).toMatch(ORDERS);
  expect(calls).toBe(1);
  gauge.removeCallback(callback);
});

it('answers also after the agent was stopped', async () => {
  startMetrics({ port: 0 });
  const url = await listen(handler);
  expect(await (await fetch(url)).text()).toMatch(ORDERS);
  await shutdownMetrics();
  expect(await (await fetch(url)).text()).toMatch(ORDERS);
});

it('of an agent that is turned off says 404', async () => {
  startMetrics({ enabled: false });
  const response = await fetch(await listen(handler));
  expect([response.status, await response.text()]).toEqual([
    404,
    'The metrics are switched off.\n',
  ]);
});

it('joins the agent of another copy of the package', async () => {
  const agent = startMetrics({ port: 0 });
  const key = Symbol.for('@acme/otel-metrics.agent.v1');
  const answer: RequestListener = (_request, response) => void response.end('of another copy');
  Object.defineProperty(globalThis, key, { value: { ...agent, answer }, configurable: true });
  expect(await (await fetch(await listen(handler))).text()).toBe('of another copy');
  Object.defineProperty(globalThis, key, { value: agent, configurable: true, writable: true });
});

it("in a handler of Fastify's that is asynchronous the answer is the page's alone", async () => {
  const app = fastify();
  closing.push(() => app.close());
  let sent = 0;
  app.addHook('onSend', async () => void sent++);
  app.get('/metrics', async (request, reply) => handler(request, reply));
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  expect(await (await fetch(`${url}/metrics`)).text()).toMatch(ORDERS);
  expect(sent).toBe(0);
});

it('answers on a server of HTTP/2, too, which has no distinct headers', async () => {
  const server = createHttp2Server((request, response) =>
    handler(request as unknown as IncomingMessage, response as unknown as ServerResponse),
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  closing.push(
    () => client.destroy(),
    () => server.close(),
  );
  const stream = client.request({ ':path': '/metrics' });
  const [headers] = await once(stream, 'response');
  expect(headers[':status']).toBe(200);
  expect(await text(stream)).toMatch(ORDERS);
});
