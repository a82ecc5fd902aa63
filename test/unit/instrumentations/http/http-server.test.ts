import type { IncomingMessage, RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UNOBSERVED } from '../../../../src/foundation/unobserved.ts';
import { httpServerObserver } from '../../../../src/instrumentations/http/http-server.ts';
import { type Recording, record } from './recording.ts';
import { lastRequest, open, serve, type TestServer, talk } from './traffic.ts';

const DURATION = 'http.server.request.duration';
const ACTIVE = 'http.server.active_requests';

class PaymentError extends Error {}

let recording: Recording;
let servers: TestServer[] = [];

beforeEach(() => {
  recording = record(httpServerObserver);
});

afterEach(async () => {
  for (const server of servers) await server.close();
  servers = [];
  recording.stop();
  expect(recording.rows(ACTIVE), 'active requests after the test').toEqual([]);
});

async function start(listener: RequestListener, options = {}): Promise<TestServer> {
  const server = await serve(listener, options);
  servers.push(server);
  return server;
}

/** What every exchange of a case shares. */
const BASE = { 'network.protocol.version': '1.1', 'url.scheme': 'http' };

describe('a response that goes out whole', () => {
  interface Case {
    readonly what: string;
    readonly text: string;
    readonly listener: RequestListener;
    readonly expected: Readonly<Record<string, unknown>>;
  }

  const CASES: readonly Case[] = [
    {
      what: 'GET',
      text: lastRequest('GET /users/7?token=secret'),
      listener: (_request, response) => response.end('ok'),
      expected: { 'http.request.method': 'GET', 'http.response.status_code': 200 },
    },
    {
      what: 'HEAD',
      text: lastRequest('HEAD /'),
      listener: (_request, response) => response.end('ignored'),
      expected: { 'http.request.method': 'HEAD', 'http.response.status_code': 200 },
    },
    {
      what: 'a method that is not in the conventions',
      text: lastRequest('PROPFIND /'),
      listener: (_request, response) => response.end(),
      expected: { 'http.request.method': '_OTHER', 'http.response.status_code': 200 },
    },
    {
      what: 'a method that the app overrides',
      text: lastRequest('POST /'),
      listener: (request, response) => {
        request.method = 'DELETE';
        response.end();
      },
      expected: { 'http.request.method': 'POST', 'http.response.status_code': 200 },
    },
    {
      what: 'HTTP/1.0',
      text: 'GET / HTTP/1.0\r\n\r\n',
      listener: (_request, response) => response.end(),
      expected: {
        'http.request.method': 'GET',
        'http.response.status_code': 200,
        'network.protocol.version': '1.0',
      },
    },
    {
      what: '404, which is no error of a server',
      text: lastRequest('GET /'),
      listener: (_request, response) => response.writeHead(404).end(),
      expected: { 'http.request.method': 'GET', 'http.response.status_code': 404 },
    },
    {
      what: '503',
      text: lastRequest('GET /'),
      listener: (_request, response) => response.writeHead(503).end(),
      expected: {
        'http.request.method': 'GET',
        'http.response.status_code': 503,
        'error.type': '503',
      },
    },
    {
      what: 'a status that the app changes once another was sent',
      text: lastRequest('GET /'),
      listener: (_request, response) => {
        response.writeHead(200);
        response.write('x');
        response.statusCode = 404;
        response.end();
      },
      expected: { 'http.request.method': 'GET', 'http.response.status_code': 200 },
    },
    {
      what: "a status with a reason of the app's own",
      text: lastRequest('GET /'),
      listener: (_request, response) => response.writeHead(404, 'Gone Fishing').end(),
      expected: { 'http.request.method': 'GET', 'http.response.status_code': 404 },
    },
    {
      what: 'a status that Node has no phrase for',
      text: lastRequest('GET /'),
      listener: (_request, response) => response.writeHead(299).end(),
      expected: { 'http.request.method': 'GET', 'http.response.status_code': 299 },
    },
    {
      what: 'a status without a phrase, changed to another one once it was sent',
      text: lastRequest('GET /'),
      listener: (_request, response) => {
        response.writeHead(599);
        response.write('x');
        response.statusCode = 299;
        response.end();
      },
      expected: {
        'http.request.method': 'GET',
        'http.response.status_code': 599,
        'error.type': '599',
      },
    },
    {
      what: 'a body that nobody reads',
      text: lastRequest('POST /', 'Content-Length: 5\r\n', 'hello'),
      listener: (_request, response) => response.writeHead(201).end(),
      expected: { 'http.request.method': 'POST', 'http.response.status_code': 201 },
    },
    {
      what: 'a request without Host, which Node refuses by itself',
      text: 'GET / HTTP/1.1\r\n\r\n',
      listener: () => {},
      expected: { 'http.request.method': 'GET', 'http.response.status_code': 400 },
    },
    {
      what: 'Expect: 100-continue',
      text: lastRequest('PUT /', 'Expect: 100-continue\r\nContent-Length: 2\r\n', 'hi'),
      listener: (request, response) => request.resume().on('end', () => response.end()),
      expected: { 'http.request.method': 'PUT', 'http.response.status_code': 200 },
    },
    {
      what: 'an expectation that Node refuses',
      text: lastRequest('PUT /', 'Expect: the-moon\r\n'),
      listener: () => {},
      expected: { 'http.request.method': 'PUT', 'http.response.status_code': 417 },
    },
    {
      what: 'a response that is destroyed once it is out',
      text: lastRequest('GET /'),
      listener: (_request, response) => response.end('bye').destroy(),
      expected: { 'http.request.method': 'GET', 'http.response.status_code': 200 },
    },
  ];

  it.each(CASES)('is counted once: $what', async ({ text, listener, expected }) => {
    const { port } = await start(listener);
    await talk(port, text);
    expect(recording.rows(DURATION)).toEqual([[{ ...BASE, ...expected }, 1]]);
  });

  it('is a series of its own for each version of the protocol', async () => {
    const { port } = await start((_request, response) => response.end());
    await talk(port, lastRequest('GET /'));
    await talk(port, 'GET / HTTP/1.0\r\n\r\n');
    const versions = recording.rows(DURATION).map(([row]) => row['network.protocol.version']);
    expect(versions).toEqual(['1.0', '1.1']);
  });

  it('is counted as https where it is', async () => {
    const { port } = await start((_request, response) => response.end(), { secure: true });
    await talk(port, lastRequest('GET /'), { secure: true });
    expect(recording.rows(DURATION)).toEqual([
      [
        {
          'http.request.method': 'GET',
          'http.response.status_code': 200,
          'network.protocol.version': '1.1',
          'url.scheme': 'https',
        },
        1,
      ],
    ]);
  });
});

describe('a response that the app breaks off', () => {
  interface Case {
    readonly what: string;
    readonly listener: RequestListener;
    readonly expected: Readonly<Record<string, unknown>>;
  }

  const CASES: readonly Case[] = [
    {
      what: 'with an error, before headers',
      listener: (_request, response) => response.destroy(new PaymentError('card 4111')),
      expected: { 'error.type': 'PaymentError' },
    },
    {
      what: 'with an error, in the body',
      listener: (_request, response) => {
        response.write('x');
        response.destroy(new RangeError('boom'));
      },
      expected: { 'error.type': 'RangeError', 'http.response.status_code': 200 },
    },
    {
      what: 'after it changed a status that was sent',
      listener: (_request, response) => {
        response.write('x');
        response.statusCode = 500;
        response.destroy();
      },
      expected: { 'error.type': '_OTHER', 'http.response.status_code': 200 },
    },
    {
      what: 'without an error',
      listener: (_request, response) => response.destroy(),
      expected: { 'error.type': '_OTHER' },
    },
    {
      what: 'through the request, with an error',
      listener: (request) => request.destroy(new TypeError('bad upload')),
      expected: { 'error.type': 'TypeError' },
    },
    {
      what: 'through the socket, as Express does for an error after headers',
      listener: (request, response) => {
        response.write('x');
        request.socket.destroy();
      },
      expected: { 'error.type': '_OTHER', 'http.response.status_code': 200 },
    },
    {
      what: 'with what is no error',
      listener: (_request, response) => response.destroy('a text' as unknown as Error),
      expected: { 'error.type': '_OTHER' },
    },
  ];

  it.each(CASES)('has its reason: $what', async ({ listener, expected }) => {
    const { port } = await start(listener);
    await talk(port, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc');
    expect(recording.rows(DURATION)).toEqual([
      [{ ...BASE, 'http.request.method': 'POST', ...expected }, 1],
    ]);
  });
});

describe.each([
  { secure: false, scheme: 'http' },
  { secure: true, scheme: 'https' },
])('a client that goes away ($scheme)', ({ secure, scheme }) => {
  const aborted = (status?: number) => ({
    ...BASE,
    'error.type': 'aborted',
    'http.request.method': 'GET',
    'url.scheme': scheme,
    ...(status !== undefined && { 'http.response.status_code': status }),
  });

  /** Sends a request, goes away once the listener has run, and waits until the server has noticed. */
  async function goAway(listener: RequestListener, leave: (socket: Socket) => void) {
    let seen: (request: IncomingMessage) => void = () => {};
    const arrived = new Promise<IncomingMessage>((resolve) => {
      seen = resolve;
    });
    const { port } = await start(
      (request, response) => {
        listener(request, response);
        seen(request);
      },
      { secure },
    );
    const client = await open(port, { secure });
    client.write('GET /private/42 HTTP/1.1\r\nHost: a\r\n\r\n');
    const { socket } = await arrived;
    const closed = new Promise((resolve) => socket.on('close', resolve));
    leave(client);
    await closed;
  }

  const WAYS = [
    { way: 'ending', leave: (client: Socket) => client.end() },
    { way: 'closing', leave: (client: Socket) => client.destroy() },
    ...(secure ? [] : [{ way: 'resetting', leave: (client: Socket) => client.resetAndDestroy() }]),
  ];

  it.each(WAYS)('by $way, before headers', async ({ leave }) => {
    await goAway(() => {}, leave);
    expect(recording.rows(DURATION)).toEqual([[aborted(), 1]]);
  });

  it.each(WAYS)('by $way, in the body', async ({ leave }) => {
    await goAway((_request, response) => response.write('x'), leave);
    expect(recording.rows(DURATION)).toEqual([[aborted(200), 1]]);
  });

  it('is not counted again when the app ends the response later', async () => {
    let late: () => void = () => {};
    await goAway(
      (_request, response) => {
        response.setHeader('content-length', 0).flushHeaders();
        late = () => response.end();
      },
      (client) => client.destroy(),
    );
    late();
    await new Promise(setImmediate);
    expect(recording.rows(DURATION)).toEqual([[aborted(200), 1]]);
  });

  it('in a response that the app has ended, but the system has not sent', async () => {
    await goAway(
      (_request, response) => response.end(Buffer.alloc(64_000_000)),
      (client) => client.destroy(),
    );
    expect(recording.rows(DURATION)).toEqual([[aborted(200), 1]]);
  });
});

describe('a connection', () => {
  it('has one listener for a thousand requests', async () => {
    const listeners = new Set<number>();
    const sockets = new Set<Socket>();
    const { port } = await start((request, response) => {
      sockets.add(request.socket);
      listeners.add(request.socket.listenerCount('close'));
      response.end();
    });
    const client = await open(port);
    client.resume();
    for (let i = 0; i < 1000; i++) client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await expect.poll(() => recording.total(DURATION)).toBe(1000);
    client.destroy();
    expect(sockets.size).toBe(1);
    expect(listeners.size).toBe(1);
  });

  it('that breaks under pipelined requests counts each of them once', async () => {
    const arrived: string[] = [];
    const { port, server } = await start((request, response) => {
      arrived.push(request.url ?? '');
      if (request.url === '/1') response.end('done');
      if (request.url === '/2') response.write('half');
      if (request.url === '/3') response.writeHead(201).end('waits behind 2');
    });
    const client = await open(port);
    for (const path of ['/1', '/2', '/3', '/4']) {
      client.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
    }
    await expect.poll(() => arrived.length).toBe(4);
    expect(recording.rows(ACTIVE).map(([, value]) => value)).toEqual([3]);
    const get = { ...BASE, 'http.request.method': 'GET' };
    client.destroy();
    await expect.poll(() => recording.rows(ACTIVE)).toEqual([]);
    expect(recording.rows(DURATION)).toEqual([
      [{ 'error.type': 'aborted', ...get, 'http.response.status_code': 200 }, 1],
      [{ 'error.type': 'aborted', ...get }, 2],
      [{ ...get, 'http.response.status_code': 200 }, 1],
    ]);
    expect(server.listening).toBe(true);
  });

  it('that is cut by the server is not the fault of its client', async () => {
    const { port, server } = await start((_request, response) => {
      response.write('x');
      setImmediate(() => server.closeAllConnections());
    });
    await talk(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(recording.rows(DURATION)).toEqual([
      [
        {
          ...BASE,
          'error.type': '_OTHER',
          'http.request.method': 'GET',
          'http.response.status_code': 200,
        },
        1,
      ],
    ]);
  });

  it('that its client has half closed is not broken off by the client', async () => {
    const { port, server } = await start((request, response) => {
      request.socket.on('end', () => response.destroy());
    });
    Object.assign(server, { httpAllowHalfOpen: true });
    const client = await open(port);
    client.end('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await expect.poll(() => recording.total(DURATION)).toBe(1);
    expect(recording.rows(DURATION)[0]?.[0]['error.type']).toBe('_OTHER');
  });

  it('that sends no HTTP is no request', async () => {
    const { port } = await start(() => {});
    expect(await talk(port, 'nonsense\r\n\r\n')).toContain('400');
    expect(recording.rows(DURATION)).toEqual([]);
  });

  it('that becomes a WebSocket or a tunnel is no request', async () => {
    const { port, server } = await start(() => {});
    server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 101 Hi\r\n\r\n'));
    server.on('connect', (_request, socket) => socket.end('HTTP/1.1 200 Hi\r\n\r\n'));
    await talk(port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: chat\r\n\r\n');
    await talk(port, 'CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(recording.rows(DURATION)).toEqual([]);
  });
});

describe('active requests', () => {
  it('are counted while the server has not answered', async () => {
    const { port } = await start(() => {});
    const clients = await Promise.all([open(port), open(port)]);
    for (const client of clients) client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await expect
      .poll(() => recording.rows(ACTIVE))
      .toEqual([[{ 'http.request.method': 'GET', 'url.scheme': 'http' }, 2]]);
    for (const client of clients) client.destroy();
    await expect.poll(() => recording.rows(ACTIVE)).toEqual([]);
  });

  it('go down with the method that they went up with', async () => {
    const { port } = await start((request, response) => {
      request.method = 'PATCH';
      response.end();
    });
    await talk(port, lastRequest('POST /'));
    expect(recording.rows(ACTIVE)).toEqual([]);
  });
});

describe('the observer', () => {
  it("leaves the agent's own server out", async () => {
    const { port, server } = await start((_request, response) => response.end());
    Object.assign(server, { [UNOBSERVED]: true });
    await talk(port, lastRequest('GET /metrics'));
    expect(recording.rows(DURATION)).toEqual([]);
  });

  it('uses the configured buckets', () => {
    recording.stop();
    recording = record(httpServerObserver, { httpBuckets: [0.1, 1] });
    expect(recording.boundaries(DURATION)).toEqual([0.1, 1]);
  });

  it('counts nothing once it is stopped, not even a request that was under way', async () => {
    const { port } = await start((request, response) => {
      recording.stop();
      if (request.url === '/whole') response.end();
      else response.destroy();
    });
    await talk(port, lastRequest('GET /cut'));
    expect(recording.total(DURATION)).toBe(0);
    recording = record(httpServerObserver);
  });

  it('counts a connection that it has seen before it was restarted', async () => {
    const listeners = new Set<number>();
    const { port } = await start((request, response) => {
      listeners.add(request.socket.listenerCount('close'));
      response.end();
    });
    const client = await open(port);
    client.resume();
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await expect.poll(() => recording.total(DURATION)).toBe(1);
    recording.stop();
    recording = record(httpServerObserver);
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await expect.poll(() => recording.total(DURATION)).toBe(1);
    expect(listeners.size).toBe(1);
    client.destroy();
  });
});
