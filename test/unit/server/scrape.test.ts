import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { faultCounts } from '../../../src/foundation/faults.ts';
import type { Page } from '../../../src/server/page.ts';
import { parseExposition } from '../../support/exposition-parser.ts';
import { ChangingFamily, failingFamily, fakeFamily } from '../exposition/fake-family.ts';
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
    expect(plain?.headers).toMatchObject({ vary: 'Accept, Accept-Encoding' });
    expect(plain?.headers['content-encoding']).toBe(undefined);
    expect(packed?.headers).toMatchObject({
      vary: 'Accept, Accept-Encoding',
      'content-encoding': 'gzip',
    });
    const unpacked = gunzipSync(dechunk(packed?.body ?? ''));
    expect(unpacked.equals(dechunk(plain?.body ?? ''))).toBe(true);
    expect(packed?.body.length).toBeLessThan(unpacked.length / 4);
  });

  it('has what was recorded since the last page, beside what it had already', async () => {
    const series = Array.from({ length: 1000 }, (_, id) => ({ attributes: { id }, value: id }));
    const family = new ChangingFamily({ name: 'large', series });
    const collect = async () => collectionOf([family]);
    await using endpoint = await openEndpoint({}, { collect });
    for (const value of [7, 8]) {
      family.change(500, { value });
      const packed = await scrape(endpoint, { 'Accept-Encoding': 'gzip' });
      const plain = await scrape(endpoint, { 'Accept-Encoding': 'identity' });
      expect(packed.headers.get('content-encoding')).toBe('gzip');
      const text = await packed.text();
      expect(text).toContain(`large{id="500"} ${value}\n`);
      expect(text).toBe(await plain.text());
    }
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

describe('HEAD', () => {
  it('makes no more of the page than its beginning', async () => {
    let slices = 0;
    const over = vi.fn();
    const page = pageOf(function* () {
      try {
        for (; slices < 1000; slices++) yield 'x'.repeat(2000);
      } finally {
        over();
      }
    });
    await using endpoint = await openEndpoint({}, { page });
    const head = await rawRequest(endpoint.openPort, request('HEAD /metrics', 'Host: localhost'));
    expect(head).toMatchObject({ status: 200, body: '' });
    expect(slices).toBe(0);
    expect(over).toHaveBeenCalledOnce();
  });
});

describe('a large page', () => {
  it.each([
    ['slices', 'x'.repeat(64 * 1024), 'gzip'],
    ['slices', 'x'.repeat(64 * 1024), 'identity'],
    ['pauses', '', 'identity'],
  ])('lets the event loop go round between its %s', async (_, slice, coding) => {
    const order: string[] = [];
    const page = pageOf(function* () {
      for (let part = 0; part < 5; part++) {
        order.push('part');
        setImmediate(() => order.push('app'));
        workFor(2);
        yield slice;
      }
    });
    await using endpoint = await openEndpoint({}, { page });
    await (await scrape(endpoint, { 'Accept-Encoding': coding })).text();
    expect(order.join(' ')).toBe(Array(5).fill('part app').join(' '));
  });

  it('is begun in another turn than that in which its metrics were collected', async () => {
    const order: string[] = [];
    const page: Page = async () => {
      setImmediate(() => order.push('app'));
      return pageOf(function* () {
        order.push('page');
        yield 'a 1\n';
      })({ accept: undefined, names: [] });
    };
    await using endpoint = await openEndpoint({}, { page });
    await (await scrape(endpoint)).text();
    expect(order).toEqual(['app', 'page']);
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

  it.each(['gzip', 'identity'])(
    'after the first byte of %s cuts the connection, so that half a page is none',
    async (coding) => {
      const page = pageOf(function* () {
        yield randomBytes(200_000).toString('hex');
        throw new Error('no');
      });
      await using endpoint = await openEndpoint({}, { page });
      const response = await scrape(endpoint, { 'Accept-Encoding': coding });
      expect(response.status).toBe(200);
      await expect(response.text()).rejects.toThrow('terminated');
      expect((await scrape(endpoint)).status).toBe(200);
    },
  );

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

function workFor(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

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
