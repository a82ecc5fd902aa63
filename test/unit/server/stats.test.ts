import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Advice } from '../../../src/exposition/advice.ts';
import type { Statistics } from '../../../src/exposition/statistics.ts';
import { countFault, faultCounts } from '../../../src/foundation/faults.ts';
import { createCollect, storeSource } from '../../../src/pipeline/collect.ts';
import { createMeterProvider } from '../../../src/pipeline/meter-provider.ts';
import { longFamily } from '../exposition/count.ts';
import { fakeFamily } from '../exposition/fake-family.ts';
import { rawRequest, request } from './raw-request.ts';
import { collectionOf, openEndpoint, type TestEndpoint } from './test-endpoint.ts';

const MANY = Array.from({ length: 1200 }, (_, id) =>
  fakeFamily({ name: `m${id}`, series: [{ attributes: { [`label${id}`]: 'secret value' } }] }),
);
const collectMany = async () => collectionOf(MANY);

type Answer = Statistics & {
  readonly advice: readonly Advice[];
  readonly faults: Record<string, number>;
};

function ask(endpoint: TestEndpoint, query = ''): Promise<Response> {
  return fetch(`${endpoint.url()}/metrics/stats${query}`);
}

describe('the statistics', () => {
  it('are one JSON object with the limits of the configuration and the faults so far', async () => {
    countFault('invalid_value', 3);
    const config = { prefix: 'shop_', cardinalityLimit: 10, totalCardinalityLimit: 40 };
    await using endpoint = await openEndpoint(config);
    const response = await ask(endpoint);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect((await response.json()) as Answer).toMatchObject({
      numSeries: 1,
      limits: { series: { limit: 40, used: 0.025 }, seriesPerMetric: { limit: 10, used: 0.1 } },
      seriesCountByMetricName: [{ name: 'shop_answer', value: 1, instrument: 'answer' }],
      advice: [],
      faults: Object.fromEntries(faultCounts()),
    });
  });

  it('of the store say which metric is at its limit, by which label, and what that has cost', async () => {
    const limits = { cardinalityLimit: 5, totalCardinalityLimit: 100, seriesTtlMs: 0 };
    const provider = createMeterProvider(limits);
    const orders = provider.getMeter('shop').createCounter('orders');
    for (let user = 0; user < 20; user++) orders.add(2, { user: `u${user}`, region: 'eu' });
    const collect = createCollect([storeSource(provider)], {});
    await using endpoint = await openEndpoint(limits, { collect });
    expect((await (await ask(endpoint)).json()) as Answer).toMatchObject({
      limits: { series: { used: 0.05 }, seriesPerMetric: { used: 1 } },
      seriesCountByMetricName: [
        {
          name: 'orders_total',
          limitUsed: 1,
          overflowing: true,
          overflowed: 2 * 16,
          labelValueCountByLabelName: [
            { name: 'user', value: 4 },
            { name: 'region', value: 1 },
            { name: 'otel_metric_overflow', value: 1 },
          ],
        },
      ],
      advice: [
        {
          ...{ metric: 'orders_total', cost: { series: 5, samples: 5, share: 1 } },
          option: { yaml: 'metrics:\n  orders: { attributes: { deny: [user] } }' },
        },
      ],
    });
  });

  it('show no values of labels: it is the names that everybody who scrapes may see', async () => {
    await using endpoint = await openEndpoint({}, { collect: collectMany });
    const text = await (await ask(endpoint, '?limit=1000')).text();
    expect(text).toContain('label7');
    expect(text).not.toContain('secret value');
  });

  it('share the collection of a scrape at the same time', async () => {
    const waiting = Promise.withResolvers<void>();
    const source = {
      name: 'store',
      collect: vi.fn(async () => {
        await waiting.promise;
        return MANY;
      }),
    };
    await using endpoint = await openEndpoint({}, { collect: createCollect([source], {}) });
    const answers = [fetch(`${endpoint.url()}/metrics`), ask(endpoint), ask(endpoint)];
    await vi.waitFor(() => expect(source.collect).toHaveBeenCalled());
    await fetch(`${endpoint.url()}/health`);
    waiting.resolve();
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(source.collect).toHaveBeenCalledTimes(1);
  });

  it('of 100,000 series let the event loop go round', async () => {
    let turn = 0;
    const perTurn: number[] = [];
    const onSeries = () => {
      const counted = (perTurn[turn] ?? 0) + 1;
      perTurn[turn] = counted;
      // What other machines take for so many.
      for (const from = performance.now(); counted % 1000 === 0 && performance.now() < from + 1; );
    };
    const large = longFamily('large', { size: 100_000, onSeries });
    await using endpoint = await openEndpoint({}, { collect: async () => collectionOf([large]) });
    let ticking = setImmediate(function tick() {
      turn++;
      ticking = setImmediate(tick);
    });
    const answer = (await (await ask(endpoint)).json()) as Answer;
    clearImmediate(ticking);
    expect(answer.numSeries).toBe(100_000);
    expect(Math.max(...perTurn.filter(Boolean))).toBeLessThan(1_500);
  });
});

describe('the cost of scrapes', () => {
  async function costOf(endpoint: TestEndpoint): Promise<Record<string, number>> {
    return ((await (await ask(endpoint)).json()) as { scrapes: Record<string, number> }).scrapes;
  }

  it('is counted by whole pages, and is no more than that before the first', async () => {
    await using endpoint = await openEndpoint({}, { collect: collectMany });
    expect(await costOf(endpoint)).toEqual({ count: 0, sumSeconds: 0 });
    const page = await (await fetch(`${endpoint.url()}/metrics`)).text();
    const first = await costOf(endpoint);
    expect(first).toEqual({
      count: 1,
      sumSeconds: expect.any(Number),
      lastSeconds: first.sumSeconds,
      lastSize: page.length,
    });
    expect(first.sumSeconds).toBeGreaterThan(0);
    await (await fetch(`${endpoint.url()}/metrics/m1`)).text();
    await (await fetch(`${endpoint.url()}/metrics?name[]=m1`)).text();
    expect(await costOf(endpoint)).toEqual(first);
    await (await fetch(`${endpoint.url()}/metrics`)).text();
    const second = await costOf(endpoint);
    expect(second.count).toBe(2);
    expect(second.sumSeconds).toBeCloseTo(Number(first.sumSeconds) + Number(second.lastSeconds));
  });
});

describe('limit', () => {
  it.each([
    ['', 10],
    ['?limit=1', 1],
    ['?limit=25', 25],
    ['?limit=1000', 1000],
    ['?limit=0025', 25],
    ['?limit=2%35', 25],
    ['?other=x&limit=25#limit=1', 25],
    ['?Limit=25', 10],
  ])('%s gives lists of %d', async (query, length) => {
    await using endpoint = await openEndpoint({}, { collect: collectMany });
    const bytes = request(`GET /metrics/stats${query}`, 'Host: localhost');
    const answer = await rawRequest(endpoint.openPort, bytes);
    expect(answer?.status).toBe(200);
    expect(answer?.body.split('"limitUsed"').length).toBe(length + 1);
  });

  it.each([
    ['?limit='],
    ['?limit'],
    ['?limit=0'],
    ['?limit=1001'],
    ['?limit=-1'],
    ['?limit=+5'],
    ['?limit=1.5'],
    ['?limit=1e2'],
    ['?limit=0x10'],
    ['?limit=10%20'],
    ['?limit=%'],
    ['?limit=all'],
    ['?limit=NaN'],
    ['?limit=99999999999999999999'],
    ['?limit=5&limit=6'],
  ])('%s is refused with one line, before anything is collected', async (query) => {
    const collect = vi.fn(collectMany);
    await using endpoint = await openEndpoint({}, { collect });
    const response = await ask(endpoint, query);
    expect(response.status).toBe(400);
    expect(await response.text()).toBe('limit must be a whole number from 1 to 1000.\n');
    expect(collect).not.toHaveBeenCalled();
  });
});

describe('who gets them', () => {
  it.each([
    ['GET /metrics/stats', 200],
    ['HEAD /metrics/stats', 200],
    ['POST /metrics/stats', 405],
    ['DELETE /metrics/stats', 405],
    ['GET /metrics/stats/', 404],
  ])('beyond loopback, as those who scrape: %s is %d', async (line, status) => {
    await using endpoint = await openEndpoint({ host: '0.0.0.0' });
    const answer = await rawRequest(endpoint.openPort, request(line, 'Host: 10.0.0.7:9464'));
    expect(answer?.status).toBe(status);
  });

  it('who has the token, where one is set', async () => {
    const bearerTokenFile = join(tmpdir(), `otel-metrics-stats-${process.pid}`);
    await writeFile(bearerTokenFile, 's3cret');
    await using endpoint = await openEndpoint({ bearerTokenFile });
    const url = `${endpoint.url()}/metrics/stats`;
    const headers = { Authorization: 'Bearer s3cret' };
    expect([(await fetch(url)).status, (await fetch(url, { headers })).status]).toEqual([401, 200]);
    await rm(bearerTokenFile);
  });

  it('no page of another site, and nobody under a name of another', async () => {
    await using endpoint = await openEndpoint();
    const status = async (...headers: string[]) =>
      (await rawRequest(endpoint.openPort, request('GET /metrics/stats', ...headers)))?.status;
    expect(await status('Host: evil.example')).toBe(421);
    expect(await status('Host: localhost', 'Sec-Fetch-Site: cross-site')).toBe(403);
  });
});

it('a collection that fails is a 500 with one plain line', async () => {
  const collect = () => Promise.reject(new Error('no'));
  await using endpoint = await openEndpoint({}, { collect });
  const response = await ask(endpoint);
  expect(response.status).toBe(500);
  expect(await response.text()).toBe('The answer could not be made.\n');
});
