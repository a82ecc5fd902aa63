import { describe, expect, it, vi } from 'vitest';
import { createCollect, storeSource } from '../../../src/pipeline/collect.ts';
import type { Collection, Source } from '../../../src/pipeline/collection.ts';
import { fakeFamily } from '../exposition/fake-family.ts';
import {
  collectionOf,
  configWith,
  metricsWith,
  openEndpoint,
  type TestEndpoint,
} from './test-endpoint.ts';

interface Report {
  readonly status: string;
  readonly reasons: readonly string[];
  readonly warnings: readonly string[];
  readonly collectedAt?: string;
}

async function health(endpoint: TestEndpoint): Promise<[status: number, report: Report]> {
  const response = await fetch(`${endpoint.url()}/metrics/health`);
  expect(response.headers.get('content-type')).toBe('application/json');
  return [response.status, (await response.json()) as Report];
}

/** The status of a scrape; `undefined` where the answer breaks off. */
async function scrape(endpoint: TestEndpoint): Promise<number | undefined> {
  try {
    const response = await fetch(`${endpoint.url()}/metrics`);
    await response.text();
    return response.status;
  } catch {
    return undefined;
  }
}

describe('scrapes are healthy', () => {
  it('before the first one, without collecting anything', async () => {
    const collect = vi.fn(async () => collectionOf([]));
    await using endpoint = await openEndpoint({}, { collect });
    expect(await health(endpoint)).toEqual([200, { status: 'healthy', reasons: [], warnings: [] }]);
    expect(collect).not.toHaveBeenCalled();
  });

  it('after a good one, and says of when that is', async () => {
    await using endpoint = await openEndpoint();
    await scrape(endpoint);
    expect(await health(endpoint)).toEqual([
      200,
      { status: 'healthy', reasons: [], warnings: [], collectedAt: new Date(0).toISOString() },
    ]);
  });
});

describe('scrapes are not healthy', () => {
  const family = fakeFamily({ name: 'answer', series: [{ value: 42 }] });

  it('while a source is left out; its error is for the log', async () => {
    let isBroken = true;
    const good: Source = { name: 'good', collect: async () => [family] };
    const bad: Source = {
      name: 'bad',
      collect: async () => {
        if (isBroken) throw new Error('hunter2');
        return [];
      },
    };
    const collect = createCollect([good, bad], {});
    await using endpoint = await openEndpoint({}, { collect });
    expect(await scrape(endpoint)).toBe(200);
    const [status, report] = await health(endpoint);
    expect(status).toBe(503);
    expect(report).toMatchObject({
      status: 'unhealthy',
      reasons: ['The last collection left out 1 source.'],
      warnings: [],
    });
    expect(JSON.stringify(report)).not.toContain('hunter2');
    isBroken = false;
    await scrape(endpoint);
    expect((await health(endpoint))[0]).toBe(200);
  });

  it('while the collection fails', async () => {
    let collect: () => Promise<Collection> = () => Promise.reject(new Error('no'));
    await using endpoint = await openEndpoint({}, { collect: () => collect() });
    expect(await scrape(endpoint)).toBe(500);
    const [status, { reasons }] = await health(endpoint);
    expect(status).toBe(503);
    expect(reasons).toEqual(['The last collection failed.', 'The last page could not be made.']);
    collect = async () => collectionOf([family]);
    await scrape(endpoint);
    expect((await health(endpoint))[0]).toBe(200);
  });

  it('while the page breaks off', async () => {
    let isBroken = true;
    function* body() {
      yield 'x'.repeat(5000);
      if (isBroken) throw new Error('no');
    }
    const page = async () => ({ contentType: 'text/plain', body: body() });
    await using endpoint = await openEndpoint({}, { page });
    expect(await scrape(endpoint)).toBeUndefined();
    expect(await health(endpoint)).toMatchObject([
      503,
      { reasons: ['The last page could not be made.'] },
    ]);
    isBroken = false;
    await scrape(endpoint);
    expect((await health(endpoint))[0]).toBe(200);
  });
});

describe('a warning', () => {
  it('says which metrics are at their limits', async () => {
    const config = configWith({ cardinalityLimit: 2 });
    const metrics = metricsWith(config);
    const orders = metrics.provider.getMeter('shop').createCounter('orders');
    for (let user = 0; user < 5; user++) orders.add(1, { user });
    const collect = createCollect([storeSource(metrics.provider)], {});
    await using endpoint = await openEndpoint({ cardinalityLimit: 2 }, { collect, metrics });
    expect(await health(endpoint)).toMatchObject([
      200,
      { status: 'healthy', warnings: ['Limits keep series out of orders: see /metrics/stats.'] },
    ]);
  });

  it('says how many callbacks failed in the last collection, also where some share it', async () => {
    const metrics = metricsWith(configWith());
    let isBroken = true;
    metrics.provider
      .getMeter('shop')
      .createObservableGauge('depth')
      .addCallback(async (result) => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        if (isBroken) throw new Error('no');
        result.observe(1);
      });
    const collect = createCollect([storeSource(metrics.provider)], {});
    await using endpoint = await openEndpoint({}, { collect, metrics });
    await Promise.all([scrape(endpoint), scrape(endpoint), scrape(endpoint)]);
    expect(await health(endpoint)).toMatchObject([
      200,
      { warnings: ['In the last collection 1 callback failed or took too long.'] },
    ]);
    isBroken = false;
    await scrape(endpoint);
    expect((await health(endpoint))[1].warnings).toEqual([]);
  });
});

it('is for whoever scrapes, beyond loopback too', async () => {
  await using endpoint = await openEndpoint({ host: '0.0.0.0' });
  expect((await health(endpoint))[0]).toBe(200);
});
