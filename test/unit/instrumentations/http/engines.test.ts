import { Agent, type ClientRequest, get, type RequestListener, request } from 'node:http';
import { get as getSecurely } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UNOBSERVED } from '../../../../src/foundation/unobserved.ts';
import { httpClientObserver } from '../../../../src/instrumentations/http/http-client.ts';
import { createEngine } from '../../../../src/instrumentations/http/http-engine.ts';
import { httpServerObserver } from '../../../../src/instrumentations/http/http-server.ts';
import type { MeterProvider } from '../../../../src/pipeline/meter-provider.ts';
import type { Observer } from '../../../../src/pipeline/observer.ts';
import type { StoredAttributes } from '../../../../src/store/family.ts';
import { type Row, record } from './recording.ts';
import { lastRequest, open, SECURE_CLIENT, serve, type TestServer, talk } from './traffic.ts';

const SERVER = 'http.server.request.duration';
const CLIENT = 'http.client.request.duration';

let plain: TestServer;
let secure: TestServer;
let own: TestServer;

beforeAll(async () => {
  const listener: RequestListener = (request, response) => {
    const [, status] = /^\/status\/(\d+)/.exec(request.url ?? '') ?? [];
    if (request.url === '/destroy') response.destroy(new RangeError('boom'));
    else if (request.url !== '/never') response.writeHead(Number(status ?? 200)).end('ok');
  };
  plain = await serve(listener);
  secure = await serve(listener, { secure: true });
  own = await serve(listener);
  Object.assign(own.server, { [UNOBSERVED]: true });
});

afterAll(() => Promise.all([plain.close(), secure.close(), own.close()]));

/** Our observers as one, as the engine is. */
const native: Observer = {
  name: 'native',
  observes: '',
  start(meter, config) {
    const observers = [httpServerObserver, httpClientObserver];
    const stops = observers.map((observer) => observer.start(meter, config));
    return () => {
      for (const stop of stops) stop();
    };
  },
};

interface Traffic {
  readonly what: string;
  readonly metric: typeof SERVER | typeof CLIENT;
  readonly drive: () => Promise<unknown>;
  /** Measurements that are waited for. */
  readonly count: { readonly native: number; readonly upstream: number };
  /** What upstream makes of the rows that we have; the same where it is left out. */
  readonly upstream?: (rows: Row[]) => Row[];
}

const both = (count: number) => ({ native: count, upstream: count });

const TRAFFIC: readonly Traffic[] = [
  {
    what: 'requests to a server',
    metric: SERVER,
    count: both(9),
    async drive() {
      for (const status of [200, 204, 302, 404, 500, 503]) {
        await talk(plain.port, lastRequest(`GET /status/${status}?secret=1`));
      }
      await talk(plain.port, lastRequest('HEAD /'));
      await talk(plain.port, 'POST / HTTP/1.0\r\nContent-Length: 2\r\n\r\nhi');
      await talk(plain.port, lastRequest('PROPFIND /'));
    },
  },
  {
    what: 'requests to a secure server',
    metric: SERVER,
    count: both(1),
    drive: () => talk(secure.port, lastRequest('PUT /'), { secure: true }),
  },
  {
    what: "requests to the agent's own server",
    metric: SERVER,
    count: both(0),
    drive: () => talk(own.port, lastRequest('GET /metrics')),
  },
  {
    what: 'a response that is destroyed, and a client that goes away: 200 for upstream',
    metric: SERVER,
    count: both(2),
    async drive() {
      await talk(plain.port, lastRequest('GET /destroy'));
      const socket = await open(plain.port);
      socket.write('GET /never HTTP/1.1\r\nHost: a\r\n\r\n', () => socket.end());
    },
    upstream: ([[attributes] = [{}]]) => [
      [{ ...without(attributes, 'error.type'), 'http.response.status_code': 200 }, 2],
    ],
  },
  {
    what: 'requests that Node answers by itself: none for upstream',
    metric: SERVER,
    count: { native: 2, upstream: 0 },
    async drive() {
      await talk(plain.port, 'GET / HTTP/1.1\r\n\r\n');
      await talk(plain.port, lastRequest('PUT /', 'Expect: the-moon\r\n'));
    },
    upstream: () => [],
  },
  {
    what: 'calls: upstream has the version of the protocol, we have the scheme',
    metric: CLIENT,
    count: both(6),
    async drive() {
      for (const status of [200, 204, 404, 503]) await ended(get(`${plain.url}/status/${status}`));
      await ended(request(plain.url, { method: 'PROPFIND' }).end());
      await ended(getSecurely({ ...SECURE_CLIENT, port: secure.port }));
    },
    upstream: (rows) =>
      rows.map(([attributes, count]) => [
        { ...without(attributes, 'url.scheme'), 'network.protocol.version': '1.1' },
        count,
      ]),
  },
  {
    what: 'a call through an agent of ours, and one of the app that follows it',
    metric: CLIENT,
    count: both(1),
    async drive() {
      const agent = Object.assign(new Agent(), { [UNOBSERVED]: true });
      await ended(get(`${plain.url}/status/503`, { agent }));
      await ended(get(`${plain.url}/status/204`, { agent: false }));
    },
    upstream: (rows) =>
      rows.map(([attributes, count]) => [
        { ...without(attributes, 'url.scheme'), 'network.protocol.version': '1.1' },
        count,
      ]),
  },
  {
    what: 'a call that is refused: we have its code',
    metric: CLIENT,
    count: both(1),
    drive: () => ended(get('http://127.0.0.1:1/')),
    upstream: (rows) =>
      rows.map(([attributes, count]) => [
        { ...without(attributes, 'url.scheme'), 'error.type': 'Error' },
        count,
      ]),
  },
  {
    what: 'fetch, which our observer measures in both',
    metric: CLIENT,
    count: both(1),
    drive: async () => (await fetch(plain.url)).text(),
  },
];

describe('both engines', () => {
  it.each(TRAFFIC)(
    'agree on $what',
    async ({ metric, drive, count, upstream = (rows) => rows }) => {
      const ours = await measure(native, { metric, drive, count: count.native });
      const theirs = await measure(createEngine, { metric, drive, count: count.upstream });
      expect(theirs).toEqual(upstream(ours));
    },
  );

  it.each([
    ['native', native],
    ['opentelemetry', createEngine],
  ])('use the configured buckets: %s', (_name, observer) => {
    const recording = record(observer, { httpBuckets: [0.1, 1] });
    recording.stop();
    expect(recording.boundaries(SERVER)).toEqual([0.1, 1]);
    expect(recording.boundaries(CLIENT)).toEqual([0.1, 1]);
  });

  it.each([
    ['native', native],
    ['opentelemetry', createEngine],
  ])('count nothing once they are stopped: %s', async (_name, observer) => {
    const recording = record(observer);
    recording.stop();
    await ended(get(plain.url));
    expect([recording.total(SERVER), recording.total(CLIENT)]).toEqual([0, 0]);
  });
});

interface Drive {
  readonly metric: string;
  readonly drive: () => Promise<unknown>;
  readonly count: number;
}

async function measure(
  observer: Observer | ((provider: MeterProvider) => Observer),
  { metric, drive, count }: Drive,
): Promise<Row[]> {
  const recording = record(observer);
  await drive();
  await expect.poll(() => recording.total(metric)).toBe(count);
  recording.stop();
  return recording.rows(metric);
}

function without(attributes: StoredAttributes, key: string): StoredAttributes {
  const { [key]: _left, ...rest } = attributes;
  return rest;
}

async function ended(client: ClientRequest): Promise<void> {
  client.on('response', (response) => response.resume()).on('error', () => {});
  await new Promise((resolve) => client.on('close', resolve));
}
