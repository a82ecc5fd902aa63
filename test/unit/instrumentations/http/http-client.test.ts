import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import {
  Agent,
  type ClientRequest,
  createServer as createHttpServer,
  type RequestListener,
  type RequestOptions,
  request,
} from 'node:http';
import { request as requestSecurely } from 'node:https';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpClientObserver } from '../../../../src/instrumentations/http/http-client.ts';
import { type Recording, record } from './recording.ts';
import { SECURE_CLIENT, serve, type TestServer } from './traffic.ts';

const DURATION = 'http.client.request.duration';

let recording: Recording;
let server: TestServer;
/** The server's side of the last request. */
let connection: Socket;

beforeEach(() => {
  recording = record(httpClientObserver);
});

afterEach(async () => {
  await server?.close();
  recording.stop();
});

type Expected = Readonly<Record<string, unknown>>;

/** What all calls to the test's server share. */
function base(): Expected {
  return {
    'http.request.method': 'GET',
    'server.address': '127.0.0.1',
    'server.port': server.port,
    'url.scheme': 'http',
  };
}

/** Listeners by path: one server for all cases. */
const LISTENERS: Readonly<Record<string, RequestListener>> = {
  '/ok': (_request, response) => response.end('ok'),
  '/empty': (_request, response) => response.writeHead(204).end(),
  '/missing': (_request, response) => response.writeHead(404).end('no'),
  '/broken': (_request, response) => response.writeHead(503).end('no'),
  '/moved': (_request, response) => response.writeHead(302, { location: '/ok' }).end(),
  '/early-hints': (_request, response) => {
    response.writeEarlyHints({ link: '</a.css>; rel=preload' });
    response.end('ok');
  },
  '/hangs-up': (request) => request.socket.destroy(),
  '/hangs-up-later': (request, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('part', () => request.socket.destroy());
  },
  '/no-http': (request) => request.socket.end('nonsense\r\n\r\n'),
  '/never': () => {},
  '/slow': (_request, response) => response.write('part'),
};

async function start(options = {}): Promise<void> {
  server = await serve((request, response) => {
    connection = request.socket;
    LISTENERS[request.url ?? '']?.(request, response);
  }, options);
}

/** Sends a request, reads what comes, and waits until nothing more can. */
async function call(options: RequestOptions, act: (request: ClientRequest) => void = () => {}) {
  const client = request({ host: '127.0.0.1', port: server.port, ...options });
  client.on('error', () => {});
  client.on('response', (response) => response.on('error', () => {}).resume());
  act(client);
  client.end();
  await new Promise((resolve) => client.on('close', resolve));
  await new Promise(setImmediate);
}

interface Case {
  readonly what: string;
  readonly options: RequestOptions;
  readonly act?: (request: ClientRequest) => void;
  readonly expected: Expected;
}

const CASES: readonly Case[] = [
  { what: '200', options: { path: '/ok' }, expected: { 'http.response.status_code': 200 } },
  { what: '204', options: { path: '/empty' }, expected: { 'http.response.status_code': 204 } },
  {
    what: 'a response after early hints',
    options: { path: '/early-hints' },
    expected: { 'http.response.status_code': 200 },
  },
  {
    what: '404, which is an error of a client',
    options: { path: '/missing' },
    expected: { 'error.type': '404', 'http.response.status_code': 404 },
  },
  {
    what: '503',
    options: { path: '/broken' },
    expected: { 'error.type': '503', 'http.response.status_code': 503 },
  },
  {
    what: 'HEAD',
    options: { path: '/ok', method: 'HEAD' },
    expected: { 'http.request.method': 'HEAD', 'http.response.status_code': 200 },
  },
  {
    what: 'a method that is not in the conventions',
    options: { path: '/ok', method: 'PROPFIND' },
    expected: { 'http.request.method': '_OTHER', 'http.response.status_code': 200 },
  },
  {
    what: "a Host header of the app's own",
    options: { path: '/ok', headers: { host: 'shop.example.com' } },
    expected: { 'http.response.status_code': 200 },
  },
  {
    what: 'headers as a list',
    options: { path: '/ok', headers: ['Host', 'shop.example.com:1'] },
    expected: { 'http.response.status_code': 200 },
  },
  {
    what: 'a host name',
    options: { path: '/ok', host: 'localhost', family: 4 },
    expected: { 'http.response.status_code': 200, 'server.address': 'localhost' },
  },
  {
    what: 'a server that hangs up before it answers',
    options: { path: '/hangs-up' },
    expected: { 'error.type': 'ECONNRESET' },
  },
  {
    what: 'a server that hangs up in the body',
    options: { path: '/hangs-up-later' },
    expected: { 'error.type': 'ECONNRESET', 'http.response.status_code': 200 },
  },
  {
    what: 'a server that resets the connection in the body',
    options: { path: '/slow' },
    act: (client) => client.on('response', () => connection.resetAndDestroy()),
    expected: { 'error.type': 'ECONNRESET', 'http.response.status_code': 200 },
  },
  {
    what: 'a server that does not speak HTTP',
    options: { path: '/no-http' },
    expected: { 'error.type': expect.stringMatching(/^HPE_/) },
  },
  {
    what: 'an app that gives up with an error of its own',
    options: { path: '/never' },
    act: (client) => setTimeout(() => client.destroy(new RangeError('too slow')), 20),
    expected: { 'error.type': 'RangeError' },
  },
  {
    what: 'an app that gives up without an error',
    options: { path: '/never' },
    act: (client) => setTimeout(() => client.destroy(), 20),
    expected: { 'error.type': 'ECONNRESET' },
  },
  {
    what: 'an app that gives up at once',
    options: { path: '/ok' },
    act: (client) => client.destroy(),
    expected: { 'error.type': 'ECONNRESET' },
  },
  {
    what: 'an app that gives up by a signal',
    options: { path: '/never' },
    act: (client) => addAbortSignal(AbortSignal.timeout(20), client),
    expected: { 'error.type': 'ABORT_ERR' },
  },
  {
    what: 'a timeout that the app turns into an error',
    options: { path: '/never', timeout: 20 },
    act: (client) =>
      client.on('timeout', () =>
        client.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })),
      ),
    expected: { 'error.type': 'ETIMEDOUT' },
  },
  {
    what: 'an app that gives up in the body',
    options: { path: '/slow' },
    act: (client) =>
      client.on('response', (response) => response.once('data', () => client.destroy())),
    expected: { 'error.type': 'ECONNRESET', 'http.response.status_code': 200 },
  },
];

describe('node:http', () => {
  it.each(CASES)('counts once: $what', async ({ options, act, expected }) => {
    await start();
    await call(options, act);
    expect(recording.rows(DURATION)).toEqual([[{ ...base(), ...expected }, 1]]);
  });

  it('counts a refused connection', async () => {
    await start();
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    await once(closed.close(), 'close');
    await call({ port });
    expect(recording.rows(DURATION)).toEqual([
      [{ ...base(), 'error.type': 'ECONNREFUSED', 'server.port': port }, 1],
    ]);
  });

  it('names an address of IPv6 without brackets', async () => {
    await start();
    await call({ host: '::1', port: 1 });
    expect(recording.rows(DURATION)).toEqual([
      [expect.objectContaining({ 'server.address': '::1', 'server.port': 1 }), 1],
    ]);
  });

  it('names a Unix socket by its path, without a port that nobody listens on', async () => {
    await start();
    const socketPath = join(await mkdtemp(join(tmpdir(), 'http-client-')), 'app.sock');
    const local = createHttpServer((_request, response) => response.end('ok'));
    await once(local.listen(socketPath), 'listening');
    const client = request({ socketPath, path: '/ok' });
    client.on('response', (response) => response.resume()).end();
    await once(client, 'close');
    await new Promise(setImmediate);
    await once(local.close(), 'close');
    const { 'server.port': _port, ...portless } = base();
    expect(recording.rows(DURATION)).toEqual([
      [{ ...portless, 'server.address': socketPath, 'http.response.status_code': 200 }, 1],
    ]);
  });

  it('counts calls over one connection', async () => {
    await start();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let i = 0; i < 3; i++) await call({ path: '/ok', agent });
    agent.destroy();
    expect(recording.rows(DURATION)).toEqual([
      [{ ...base(), 'http.response.status_code': 200 }, 3],
    ]);
  });

  it('counts https', async () => {
    await start({ secure: true });
    const client = requestSecurely({ ...SECURE_CLIENT, port: server.port, path: '/ok' });
    client.on('response', (response) => response.resume()).end();
    await once(client, 'close');
    await new Promise(setImmediate);
    expect(recording.rows(DURATION)).toEqual([
      [{ ...base(), 'http.response.status_code': 200, 'url.scheme': 'https' }, 1],
    ]);
  });

  it('measures to the end of the body', async () => {
    await start();
    await call({ path: '/slow' }, (client) =>
      client.on('response', (response) => setTimeout(() => response.destroy(), 60)),
    );
    expect(recording.sum(DURATION)).toBeGreaterThan(0.05);
  });

  it('counts nothing once it is stopped', async () => {
    await start();
    recording.stop();
    await call({ path: '/ok' });
    expect(recording.rows(DURATION)).toEqual([]);
  });
});

describe('fetch', () => {
  const FETCHES: readonly {
    readonly what: string;
    readonly path: string;
    readonly init?: () => RequestInit;
    readonly expected: readonly Expected[];
  }[] = [
    { what: '200', path: '/ok', expected: [{ 'http.response.status_code': 200 }] },
    {
      what: '404',
      path: '/missing',
      expected: [{ 'error.type': '404', 'http.response.status_code': 404 }],
    },
    {
      what: 'POST',
      path: '/ok',
      init: () => ({ method: 'POST', body: 'x' }),
      expected: [{ 'http.request.method': 'POST', 'http.response.status_code': 200 }],
    },
    {
      what: 'a method that is not in the conventions',
      path: '/ok',
      init: () => ({ method: 'PROPFIND' }),
      expected: [{ 'http.request.method': '_OTHER', 'http.response.status_code': 200 }],
    },
    {
      what: 'a redirect and its target',
      path: '/moved',
      expected: [{ 'http.response.status_code': 200 }, { 'http.response.status_code': 302 }],
    },
    {
      what: 'a server that hangs up before it answers',
      path: '/hangs-up',
      expected: [{ 'error.type': 'UND_ERR_SOCKET' }],
    },
    {
      what: 'a server that hangs up in the body',
      path: '/hangs-up-later',
      expected: [{ 'error.type': 'UND_ERR_SOCKET', 'http.response.status_code': 200 }],
    },
    {
      what: 'an app that gives up',
      path: '/never',
      init: () => ({ signal: AbortSignal.timeout(20) }),
      expected: [{ 'error.type': 'TimeoutError' }],
    },
  ];

  it.each(FETCHES)('counts once: $what', async ({ path, init, expected }) => {
    await start();
    await fetch(server.url + path, init?.())
      .then((response) => response.text())
      .catch(() => {});
    await expect.poll(() => recording.total(DURATION)).toBe(expected.length);
    expect(recording.rows(DURATION)).toEqual(expected.map((one) => [{ ...base(), ...one }, 1]));
  });

  it('counts a refused connection', async () => {
    await start();
    await server.close();
    await fetch(server.url).catch(() => {});
    expect(recording.rows(DURATION)).toEqual([[{ ...base(), 'error.type': 'ECONNREFUSED' }, 1]]);
    await start();
  });
});
