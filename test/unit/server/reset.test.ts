import { rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCollect, storeSource } from '../../../src/pipeline/collect.ts';
import { resetRoute } from '../../../src/server/routes/reset.ts';
import { rawRequest, request } from './raw-request.ts';
import { configWith, metricsWith, openEndpoint, type TestEndpoint } from './test-endpoint.ts';

const RESET = 'POST /metrics/reset';
const HOST = 'Host: localhost:9464';

async function ask(endpoint: TestEndpoint, line: string, ...headers: string[]) {
  return rawRequest(endpoint.openPort, request(line, HOST, ...headers));
}

async function openShop(isDevelopment = true) {
  const metrics = metricsWith(configWith());
  const collect = createCollect([storeSource(metrics.provider)], {});
  const endpoint = await openEndpoint({}, { collect, metrics, isDevelopment });
  const meter = metrics.provider.getMeter('shop');
  return {
    metrics,
    meter,
    endpoint,
    page: async () => (await ask(endpoint, 'GET /metrics'))?.body,
  };
}

describe('a reset', () => {
  it('ends what was recorded, and begins what was declared at 0', async () => {
    const { metrics, meter, endpoint, page } = await openShop();
    const orders = meter.createCounter('orders');
    metrics.beginnings.add(() => void orders.bind({ channel: 'web' }));
    orders.add(5, { channel: 'web' });
    orders.add(2, { channel: 'app' });
    meter.createHistogram('latency').record(3);
    meter.createGauge('temperature').record(20);
    const answer = await ask(endpoint, RESET);
    expect(answer?.status).toBe(200);
    expect(JSON.parse(answer?.body ?? '')).toEqual({ status: 'reset', endedSeries: 4 });
    expect(await page()).toMatch(/^orders_total\{channel="web".*\} 0$/m);
    expect(await page()).not.toMatch(/^(orders_total\{channel="app"|latency|temperature)/m);
    await endpoint.stop();
  });

  it('leaves what goes up and down and what is observed', async () => {
    const { meter, endpoint, page } = await openShop();
    const active = meter.createUpDownCounter('active');
    active.add(3);
    meter.createObservableGauge('depth').addCallback((result) => result.observe(7));
    meter.createObservableCounter('ticks').addCallback((result) => result.observe(9));
    await page();
    expect(JSON.parse((await ask(endpoint, RESET))?.body ?? '')).toMatchObject({ endedSeries: 0 });
    active.add(-1);
    expect(await page()).toMatch(/^active(\{.*\})? 2$/m);
    expect(await page()).toMatch(/^depth(\{.*\})? 7$/m);
    expect(await page()).toMatch(/^ticks_total(\{.*\})? 9$/m);
    await endpoint.stop();
  });

  it('leaves bound series usable: they begin again with what is counted next', async () => {
    const { meter, endpoint, page } = await openShop();
    const bound = meter.createCounter('orders').bind({ channel: 'web' });
    bound.add(5);
    await ask(endpoint, RESET);
    bound.add(1);
    expect(await page()).toMatch(/^orders_total\{channel="web".*\} 1$/m);
    await endpoint.stop();
  });

  it('is in the index, with its method', async () => {
    const { endpoint } = await openShop();
    expect((await ask(endpoint, 'GET /'))?.body).toContain('"POST","path":"/metrics/reset"');
    await endpoint.stop();
  });
});

describe('nobody learns that there is a reset', () => {
  it.each(['GET', 'HEAD', 'POST', 'PUT', 'DELETE'])(
    'in production: %s is a 404 or what any metric says',
    async (method) => {
      const { meter, endpoint, page } = await openShop(false);
      meter.createCounter('orders').add(5);
      const answer = await ask(endpoint, `${method} /metrics/reset`);
      const other = await ask(endpoint, `${method} /metrics/other`);
      expect(answer?.status).toBe(method === 'POST' ? 404 : other?.status);
      expect(await page()).toMatch(/^orders_total.* 5$/m);
      expect((await ask(endpoint, 'GET /'))?.body).not.toContain('reset');
      await endpoint.stop();
    },
  );

  it('by GET: it is the page of a metric of this name', async () => {
    const { meter, endpoint } = await openShop();
    expect((await ask(endpoint, 'GET /metrics/reset'))?.status).toBe(404);
    meter.createGauge('reset').record(1);
    expect((await ask(endpoint, 'GET /metrics/reset'))?.status).toBe(200);
    await endpoint.stop();
  });

  it('beyond loopback', async () => {
    await using endpoint = await openEndpoint({ host: '0.0.0.0' }, { isDevelopment: true });
    expect((await ask(endpoint, RESET))?.status).toBe(404);
  });

  it.each([
    ['127.0.0.1', 200],
    ['::ffff:127.0.0.1', 200],
    ['::1', 200],
    ['10.0.0.9', 404],
    ['2001:db8::1', 404],
  ])('from another machine, with the token, too: %s is %d', async (remoteAddress, status) => {
    const route = resetRoute(metricsWith(configWith()), true);
    const answer = await route.answer({ socket: { remoteAddress } } as IncomingMessage);
    expect(answer.status).toBe(status);
  });

  it('without the token, where one is set', async () => {
    const bearerTokenFile = join(tmpdir(), `otel-metrics-reset-${process.pid}`);
    await writeFile(bearerTokenFile, 's3cret');
    await using endpoint = await openEndpoint({ bearerTokenFile }, { isDevelopment: true });
    expect((await ask(endpoint, RESET))?.status).toBe(401);
    expect((await ask(endpoint, RESET, 'Authorization: Bearer s3cret'))?.status).toBe(200);
    await rm(bearerTokenFile);
  });
});

describe('a page of another site resets nothing', () => {
  it.each([
    [
      'a form of another site',
      [
        'Sec-Fetch-Site: cross-site',
        'Sec-Fetch-Mode: navigate',
        'Sec-Fetch-Dest: document',
        'Origin: https://evil.example',
      ],
      403,
    ],
    ['a form that hides where it is', ['Origin: null'], 403],
    ['a form in a browser without Fetch Metadata', ['Origin: https://evil.example'], 403],
    [
      'a page on another port of this machine',
      ['Sec-Fetch-Site: same-site', 'Origin: http://localhost:3000'],
      403,
    ],
    ['the same, without Fetch Metadata', ['Origin: http://localhost:3000'], 403],
    ['the same, that says no more', ['Sec-Fetch-Site: same-site'], 403],
    ['another scheme', ['Origin: https://localhost:9464'], 403],
    [
      "the endpoint's own page",
      ['Sec-Fetch-Site: same-origin', 'Origin: http://localhost:9464'],
      200,
    ],
    ['curl', [], 200],
  ])('%s: %#', async (_, headers, status) => {
    const { meter, endpoint, page } = await openShop();
    meter.createCounter('orders').add(5);
    expect((await ask(endpoint, RESET, ...headers))?.status).toBe(status);
    expect(/^orders_total.* 5$/m.test((await page()) ?? '')).toBe(status === 403);
    await endpoint.stop();
  });

  it('nor one under a name of its own', async () => {
    const { endpoint } = await openShop();
    const bytes = request(RESET, 'Host: evil.example', 'Origin: http://evil.example');
    expect((await rawRequest(endpoint.openPort, bytes))?.status).toBe(421);
    await endpoint.stop();
  });
});
