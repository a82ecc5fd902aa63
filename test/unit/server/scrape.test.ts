import { once } from 'node:events';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { faultCounts } from '../../../src/foundation/faults.ts';
import type { Page } from '../../../src/server/page.ts';
import { parseExposition } from '../../support/exposition-parser.ts';
import { failingFamily, fakeFamily } from '../exposition/fake-family.ts';
import { closed, openSocket, rawRequest, request } from './raw-request.ts';
import { collectionOf, openEndpoint, type TestEndpoint } from './test-endpoint.ts';

const SCRAPE = request('GET /metrics', 'Host: localhost');
const LARGE = [
  fakeFamily({
    name: 'large',
    series: Array.from({ length: 20_000 }, (_, id) => ({ attributes: { id }, value: id })),
  }),
];

function scrape(endpoint: TestEndpoint, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${endpoint.url()}/metrics`, { headers });
}

/** A page whose slices come from a generator that the test watches. */
function pageOf(body: () => Generator<string, void, void>): Page {
  return async () => ({ contentType: 'text/plain', body: body() });
}

describe('a scrape', () => {
  it('gets all metrics, target_info first', async () => {
    await using endpoint = await openEndpoint();
    const text = await (await scrape(endpoint)).text();
    expect(parseExposition(text).map(({ name, samples }) => [name, samples[0]?.value])).toEqual([
      ['target_info', 1],
      ['answer', 42],
    ]);
  });

  it('gets the prefix of the configuration', async () => {
    await using endpoint = await openEndpoint({ prefix: 'shop_' });
    expect(await (await scrape(endpoint)).text()).toContain('\nshop_answer 42\n');
  });

  it('collects once each', async () => {
    const collect = vi.fn(async () => collectionOf([]));
    await using endpoint = await openEndpoint({}, { collect });
    await scrape(endpoint);
    await scrape(endpoint);
    expect(collect).toHaveBeenCalledTimes(2);
  });
});

describe('gzip', () => {
  it('is the same page in fewer bytes', async () => {
    await using endpoint = await openEndpoint({}, { collect: async () => collectionOf(LARGE) });
    const plain = await rawRequest(endpoint.openPort, SCRAPE);
    const packed = await rawRequest(
      endpoint.openPort,
      request('GET /metrics', 'Host: localhost', 'Accept-Encoding: gzip'),
    );
    expect(plain?.headers).toMatchObject({ vary: 'Accept-Encoding' });
    expect(plain?.headers['content-encoding']).toBe(undefined);
    expect(packed?.headers).toMatchObject({ vary: 'Accept-Encoding', 'content-encoding': 'gzip' });
    const unpacked = gunzipSync(dechunk(packed?.body ?? ''));
    expect(unpacked.equals(dechunk(plain?.body ?? ''))).toBe(true);
    expect(packed?.body.length).toBeLessThan(unpacked.length / 4);
  });

  it('is left alone where it is not accepted, or the page is tiny', async () => {
    await using small = await openEndpoint();
    await using large = await openEndpoint({}, { collect: async () => collectionOf(LARGE) });
    const encoding = async (endpoint: TestEndpoint, accept: string) =>
      (await scrape(endpoint, { 'Accept-Encoding': accept })).headers.get('content-encoding');
    expect(await encoding(small, 'gzip')).toBe(null);
    expect(await encoding(large, 'gzip;q=0')).toBe(null);
    expect(await encoding(large, 'gzip')).toBe('gzip');
  });

  it('is announced by HEAD as by GET', async () => {
    await using endpoint = await openEndpoint({}, { collect: async () => collectionOf(LARGE) });
    const answer = await rawRequest(
      endpoint.openPort,
      request('HEAD /metrics', 'Host: localhost', 'Accept-Encoding: gzip'),
    );
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(answer?.headers['content-encoding']).toBe('gzip');
  });
});

describe('a large page', () => {
  it('lets the event loop go round between its slices', async () => {
    const order: string[] = [];
    const page = pageOf(function* () {
      for (let slice = 0; slice < 5; slice++) {
        order.push('slice');
        setImmediate(() => order.push('app'));
        yield 'x'.repeat(2000);
      }
    });
    await using endpoint = await openEndpoint({}, { page });
    await (await scrape(endpoint)).text();
    expect(order.join(' ')).not.toContain('slice slice slice');
  });

  it('is made no faster than the client takes it, and no further once the client has left', async () => {
    let slices = 0;
    let isOver = false;
    const page = pageOf(function* () {
      try {
        for (; slices < 10_000; slices++) yield 'x'.repeat(64 * 1024);
      } finally {
        isOver = true;
      }
    });
    await using endpoint = await openEndpoint({}, { page });
    const socket = await openSocket(endpoint.openPort);
    socket.write(SCRAPE);
    await once(socket, 'readable');
    await vi.waitFor(async () => {
      const before = slices;
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(slices).toBe(before);
    });
    expect(isOver).toBe(false);
    expect(slices).toBeLessThan(1000);
    socket.destroy();
    await vi.waitFor(() => expect(isOver).toBe(true));
    expect(slices).toBeLessThan(1000);
  });
});

describe('a failure', () => {
  it.each([
    ['of the collection', { collect: () => Promise.reject(new Error('no')) }],
    [
      'of every source',
      { collect: async () => ({ ...collectionOf([]), errors: ['store: Error: no'] }) },
    ],
    ['of every family', { collect: async () => collectionOf([failingFamily({ name: 'bad' })]) }],
    ['of the page', { page: () => Promise.reject(new Error('no')) }],
    [
      'before the first slice',
      {
        page: pageOf(function* () {
          yield '';
          throw new Error('no');
        }),
      },
    ],
  ])('%s is a 500 with one plain line, and counted', async (_, options) => {
    await using endpoint = await openEndpoint({}, options);
    const before = faultCounts().get('endpoint_error') ?? 0;
    const response = await scrape(endpoint);
    expect(response.status).toBe(500);
    expect(await response.text()).toBe('The answer could not be made.\n');
    expect(faultCounts().get('endpoint_error')).toBe(before + 1);
  });

  it('after the first byte cuts the connection, so that half a page is none', async () => {
    const page = pageOf(function* () {
      yield 'a 1\n'.repeat(20_000);
      throw new Error('no');
    });
    await using endpoint = await openEndpoint({}, { page });
    const response = await scrape(endpoint);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
    expect((await scrape(endpoint)).status).toBe(200);
  });

  it('of one family costs that family alone, and is counted', async () => {
    const families = [failingFamily({ name: 'bad' }), fakeFamily({ name: 'good' })];
    await using endpoint = await openEndpoint({}, { collect: async () => collectionOf(families) });
    const before = faultCounts().get('exposition_error') ?? 0;
    expect(await (await scrape(endpoint)).text()).toContain('\ngood 1\n');
    expect(faultCounts().get('exposition_error')).toBe(before + 1);
  });

  it('is no fault of ours where the client left while it waited', async () => {
    const waiting = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const collect = async () => {
      asked.resolve();
      await waiting.promise;
      return collectionOf(LARGE);
    };
    await using endpoint = await openEndpoint({}, { collect });
    const before = faultCounts().get('endpoint_error');
    const socket = await openSocket(endpoint.openPort);
    socket.write(SCRAPE);
    await asked.promise;
    socket.destroy();
    await closed(socket);
    waiting.resolve();
    expect((await scrape(endpoint)).status).toBe(200);
    expect(faultCounts().get('endpoint_error')).toBe(before);
  });
});

describe('too many scrapes at once', () => {
  it('are asked to come again, while health still answers', async () => {
    const waiting = Promise.withResolvers<void>();
    const collect = vi.fn(async () => {
      await waiting.promise;
      return collectionOf([]);
    });
    await using endpoint = await openEndpoint({}, { collect });
    const first = Array.from({ length: 16 }, () => scrape(endpoint));
    await vi.waitFor(() => expect(collect).toHaveBeenCalledTimes(16));
    const refused = await scrape(endpoint);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await fetch(`${endpoint.url()}/health`)).status).toBe(200);
    waiting.resolve();
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual(Array(16).fill(200));
    expect((await scrape(endpoint)).status).toBe(200);
  });
});

/** The bytes of a chunked body. */
function dechunk(body: string): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = body.indexOf('\r\n', at);
    const length = Number.parseInt(body.slice(at, lineEnd), 16);
    if (length === 0) return Buffer.concat(chunks);
    chunks.push(Buffer.from(body.slice(lineEnd + 2, lineEnd + 2 + length), 'latin1'));
    at = lineEnd + 2 + length + 2;
  }
}
