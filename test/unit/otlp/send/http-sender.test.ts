import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { context } from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { describe, expect, it, vi } from 'vitest';
import type { MetricsOptions } from '../../../../src/config/metrics-options.ts';
import { faultCounts } from '../../../../src/foundation/faults.ts';
import { VERSION } from '../../../../src/foundation/version.ts';
import { DELIVERED, type Outcome } from '../../../../src/otlp/outcome.ts';
import { createSender, type Sender } from '../../../../src/otlp/send/sender.ts';
import { freePort } from '../../../support/app-process.ts';
import { logLines } from '../../../support/log-lines.ts';
import { LocalContexts } from '../../pipeline/local-contexts.ts';
import { afterBody, configOf, listen } from './sending.ts';

vi.mock(import('node:fs'), async (original) => {
  const { keepLines } = await import('../../../support/log-lines.ts');
  return keepLines(await original());
});

const BODY = Buffer.from('what upstream would have encoded');
/** For what is answered, however slow the machine is. */
const AMPLE_MS = 20_000;
/** For what is never answered. */
const SHORT_MS = 150;

async function collector(answer: RequestListener): Promise<number> {
  return listen(createServer(answer));
}

function senderTo(port: number, options: MetricsOptions = {}): Sender {
  const otlpEndpoint = `http://user:CANARY-a@127.0.0.1:${port}/CANARY-b?key=CANARY-c`;
  const otlpHeaders = { authorization: 'CANARY-d' };
  return createSender(configOf({ otlpEndpoint, otlpHeaders, ...options }));
}

interface Received {
  readonly request: IncomingMessage;
  readonly body: Buffer;
}

/** What a collector is sent. */
async function received(options: MetricsOptions): Promise<Received> {
  let last: Received | undefined;
  const port = await collector(async (request, response) => {
    last = { request, body: await buffer(request) };
    response.end();
  });
  const endpoint = { otlpEndpoint: `http://127.0.0.1:${port}/a/b?c=d` };
  const sender = createSender(configOf({ ...endpoint, ...options }));
  expect(await sender.send(BODY, AMPLE_MS)).toEqual(DELIVERED);
  return last as Received;
}

describe('a request', () => {
  it.each([
    ['http/protobuf', 'application/x-protobuf'],
    ['http/json', 'application/json'],
  ] as const)(
    'over %s has its type, the headers that are configured, and our name',
    async (protocol, type) => {
      const { request } = await received({
        otlpProtocol: protocol,
        otlpHeaders: { 'x-tenant': 'shop', 'content-type': 'text/plain' },
      });
      expect(request).toMatchObject({ method: 'POST', url: '/a/b?c=d' });
      expect(request.headers).toMatchObject({ 'x-tenant': 'shop', 'content-type': type });
      expect(request.headers['user-agent']).toMatch(
        new RegExp(`^acme-otel-metrics/${VERSION} OTel-OTLP-Exporter-JavaScript/`),
      );
    },
  );

  it('is compressed', async () => {
    const { request, body } = await received({});
    expect(request.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(body)).toEqual(BODY);
  });

  it('is sent as it is where that is asked for', async () => {
    const { request, body } = await received({ otlpCompression: 'none' });
    expect(request.headers['content-encoding']).toBeUndefined();
    expect(body).toEqual(BODY);
  });

  it('brings the user and password of the URL', async () => {
    let authorization: string | undefined;
    const port = await collector((request, response) => {
      ({ authorization } = request.headers);
      response.end();
    });
    const otlpEndpoint = `http://me:my%20word@127.0.0.1:${port}/`;
    await createSender(configOf({ otlpEndpoint })).send(BODY, AMPLE_MS);
    expect(authorization).toBe(`Basic ${Buffer.from('me:my word').toString('base64')}`);
  });

  it('is one of which the tracer of the app makes no spans', async () => {
    const contexts = new LocalContexts();
    context.setGlobalContextManager(contexts);
    const suppressed: boolean[] = [];
    const look = () => suppressed.push(isTracingSuppressed(contexts.active()));
    subscribe('http.client.request.created', look);
    await received({});
    unsubscribe('http.client.request.created', look);
    context.disable();
    expect(suppressed).toEqual([true]);
  });

  it('shares a connection with those before it', async () => {
    const ports: (number | undefined)[] = [];
    const port = await collector(
      afterBody((request, response) => {
        ports.push(request.socket.remotePort);
        response.end();
      }),
    );
    const sender = senderTo(port);
    for (let times = 0; times < 3; times++) await sender.send(BODY, AMPLE_MS);
    expect(ports).toHaveLength(3);
    expect(new Set(ports).size).toBe(1);
  });
});

const answering = (status: number, retryAfter?: string | (() => string)) =>
  afterBody((_request, response) => {
    const when = typeof retryAfter === 'function' ? retryAfter() : retryAfter;
    if (when !== undefined) response.setHeader('retry-after', when);
    response.setHeader('location', '/elsewhere');
    response.writeHead(status, 'CANARY-e').end('CANARY-f');
  });

const failed = (reason: string, isPassing: boolean, retryAfterMs?: number) => ({
  ...{ isDelivered: false, reason, isPassing },
  ...{ retryAfterMs },
});

const SOON = expect.toSatisfy((milliseconds: number) => milliseconds > 0 && milliseconds <= 60_000);
const inOneMinute = () => new Date(Date.now() + 60_000).toUTCString();
const LONGEST = 5 * 60_000;

const TOO_LONG = Buffer.alloc(5_000_000);
function* endless(): Generator<Buffer> {
  for (;;) yield Buffer.alloc(65_536);
}

const ANSWERS: readonly [string, RequestListener, object][] = [
  ['200', answering(200), DELIVERED],
  ['204', answering(204), DELIVERED],
  ['a redirect', answering(302), failed('answered 302 Found', false)],
  ['400', answering(400), failed('answered 400 Bad Request', false)],
  ['401', answering(401), failed('answered 401 Unauthorized', false)],
  ['413', answering(413), failed('answered 413 Payload Too Large', false)],
  ['429', answering(429), failed('answered 429 Too Many Requests', true)],
  ['500', answering(500), failed('answered 500 Internal Server Error', false)],
  ['503', answering(503), failed('answered 503 Service Unavailable', true)],
  ['a status of its own', answering(599), failed('answered 599', false)],
  ['when in seconds', answering(429, '7'), failed('answered 429 Too Many Requests', true, 7000)],
  [
    'when by a date',
    answering(503, inOneMinute),
    failed('answered 503 Service Unavailable', true, SOON as never),
  ],
  [
    'a date that has passed',
    answering(503, 'Mon, 01 Jan 2001 00:00:00 GMT'),
    failed('answered 503 Service Unavailable', true),
  ],
  [
    'a time without end',
    answering(503, '99999999999'),
    failed('answered 503 Service Unavailable', true, LONGEST),
  ],
  [
    'garbage for a time',
    answering(503, 'CANARY-g'),
    failed('answered 503 Service Unavailable', true),
  ],
  ['a negative time', answering(503, '-5'), failed('answered 503 Service Unavailable', true)],
];

describe('what a collector answers', () => {
  it.each(ANSWERS)('%s', async (_what, answer, outcome) => {
    const sender = senderTo(await collector(answer));
    const got = await sender.send(BODY, AMPLE_MS);
    expect(got).toEqual(outcome);
    expect(JSON.stringify([got, sender.target, logLines])).not.toContain('CANARY');
  });

  const halfOf: RequestListener = (_request, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('half', () => response.socket?.resetAndDestroy());
  };

  it.each([
    ['lost', afterBody(halfOf)],
    ['lost, and with it the end of the request', halfOf],
    ['never ends', afterBody((_request, response) => response.writeHead(200).write('x'))],
  ])('a success whose body is %s is one', async (_what, answer) => {
    const port = await collector(answer);
    expect(await senderTo(port).send(BODY, SHORT_MS)).toEqual(DELIVERED);
  });

  it.each([
    ['that is too long to be read', afterBody((_, response) => response.end(TOO_LONG))],
    ['without end', afterBody((_, response) => Readable.from(endless()).pipe(response))],
  ])('a success with a body %s was told as a failure, and sent again', async (_what, answer) => {
    const port = await collector(answer);
    expect(await senderTo(port).send(BODY, AMPLE_MS)).toEqual(DELIVERED);
  });

  it('an error with a body that is too long to be read is one', async () => {
    const answer = afterBody((_, response) => response.writeHead(500).end(TOO_LONG));
    expect(await senderTo(await collector(answer)).send(BODY, AMPLE_MS)).toEqual(
      failed('answered 500 Internal Server Error', false),
    );
  });

  it('a status of 0 was told as a success with too long a body', async () => {
    const port = await listen(
      createTcpServer((socket) => {
        socket.on('data', () => socket.end('HTTP/1.1 000 None\r\nContent-Length: 0\r\n\r\n'));
      }),
    );
    expect(await senderTo(port).send(BODY, AMPLE_MS)).toEqual(failed('answered 0', false));
  });
});

it.each(['gzip', 'none'] as const)(
  'nothing was sent where the promises of the app are of a library: %s',
  async (otlpCompression) => {
    const port = await collector(answering(200));
    class LibraryPromise<T> extends Promise<T> {}
    Object.assign(LibraryPromise, { withResolvers: undefined, try: undefined });
    vi.stubGlobal('Promise', LibraryPromise);
    const sender = senderTo(port, { otlpCompression });
    const outcome = await sender.send(BODY, AMPLE_MS).finally(() => vi.unstubAllGlobals());
    expect(outcome).toEqual(DELIVERED);
  },
);

it.each([
  ['http://user:CANARY@collector.example/CANARY', 'collector.example:80'],
  ['https://collector.example/', 'collector.example:443'],
  ['http://[::1]:4318', '[::1]:4318'],
])('%s is said to be at %s', (otlpEndpoint, target) => {
  expect(createSender(configOf({ otlpEndpoint })).target).toBe(target);
});

describe('without an answer', () => {
  it('of anybody, the connection was refused', async () => {
    expect(await senderTo(await freePort()).send(BODY, AMPLE_MS)).toEqual(
      failed('connection refused (ECONNREFUSED)', true),
    );
  });

  it('of a name that nobody has, the host does not exist', async () => {
    const sender = createSender(configOf({ otlpEndpoint: 'http://collector.invalid/CANARY' }));
    expect(await sender.send(BODY, AMPLE_MS)).toMatchObject({
      reason: expect.stringMatching(
        /^(no such host \(ENOTFOUND\)|the host was not looked up \(EAI_AGAIN\))$/,
      ),
      isPassing: true,
    });
  });

  it('in HTTP, it was none', async () => {
    const port = await listen(createTcpServer((socket) => socket.end('CANARY\r\n\r\n')));
    expect(await senderTo(port).send(BODY, AMPLE_MS)).toEqual(
      failed('no answer in HTTP (HPE_INVALID_CONSTANT)', false),
    );
  });

  it('and a connection that is cut in the middle of the body, it was lost', async () => {
    const port = await listen(
      createTcpServer((socket) => socket.once('data', () => socket.resetAndDestroy())),
    );
    const body = Buffer.from(Array.from({ length: 5_000_000 }, () => Math.random() * 256));
    expect(await senderTo(port).send(body, AMPLE_MS)).toMatchObject({
      reason: expect.stringMatching(/^connection lost \((ECONNRESET|EPIPE)\)$/),
      isPassing: true,
    });
  });

  const IN_VAIN = failed('no answer within 0.15 s', true);

  it('of a black hole, it ends in time', async () => {
    const port = await collector(() => {});
    expect(await senderTo(port).send(BODY, SHORT_MS)).toEqual({
      ...{ isDelivered: false, isPassing: true },
      reason: 'no answer within 0.15 s',
    });
  });

  it('of a server that does not even speak TLS or HTTP, it ends in time', async () => {
    const port = await listen(createTcpServer(() => {}));
    const sender = createSender(configOf({ otlpEndpoint: `https://127.0.0.1:${port}` }));
    expect(await sender.send(BODY, SHORT_MS)).toMatchObject({ reason: IN_VAIN.reason });
  });

  it('that comes to an end, it ends in time all the same', async () => {
    const drips: NodeJS.Timeout[] = [];
    const port = await listen(
      createTcpServer((socket) => {
        socket.write('HTTP/1.1 503 Busy\r\n');
        drips.push(setInterval(() => socket.write('x-drip: 1\r\n'), 20));
      }),
    );
    expect(await senderTo(port).send(BODY, SHORT_MS)).toMatchObject({ reason: IN_VAIN.reason });
    for (const drip of drips) clearInterval(drip);
  });

  it('the next request has another connection', async () => {
    let isDeaf = true;
    const port = await collector(
      afterBody((_request, response) => {
        if (!isDeaf) response.end();
      }),
    );
    const sender = senderTo(port);
    expect(await sender.send(BODY, SHORT_MS)).toMatchObject({ isDelivered: false });
    isDeaf = false;
    expect(await sender.send(BODY, AMPLE_MS)).toEqual(DELIVERED);
  });
});

describe('abort', () => {
  it.each([
    ['that waits for its answer', true, 'gzip'],
    ['that has just begun', false, 'gzip'],
    ['that has just begun, without compression', false, 'none'],
  ] as const)('ends a request %s, and none after it', async (_what, isSent, otlpCompression) => {
    let requests = 0;
    let isDeaf = true;
    const port = await collector(
      afterBody((_request, response) => {
        requests++;
        if (!isDeaf) response.end();
      }),
    );
    const sender = senderTo(port, { otlpCompression });
    const sending = sender.send(BODY, AMPLE_MS);
    if (isSent) await vi.waitFor(() => expect(requests).toBe(1));
    sender.abort();
    expect(await sending).toEqual({
      ...{ isDelivered: false, isPassing: true },
      reason: 'it was cut short',
    });
    isDeaf = false;
    expect(await sender.send(BODY, AMPLE_MS)).toEqual(DELIVERED);
    expect(requests).toBe(isSent ? 2 : 1);
  });

  it('of nothing does nothing', async () => {
    const sender = senderTo(await collector(answering(200)));
    sender.abort();
    const outcome: Outcome = await sender.send(BODY, AMPLE_MS);
    expect(outcome).toEqual(DELIVERED);
    sender.abort();
  });
});

describe('a partial success', () => {
  const MESSAGE = `too old\nforged line ${'x'.repeat(1000)}`;
  const PROTOBUF = Buffer.concat([
    Buffer.from([0x0a, 3 + 2 + 7, 0x08, 0xac, 0x02, 0x12, 7]),
    Buffer.from('too old'),
  ]);
  const JSON_TEXT = { partialSuccess: { rejectedDataPoints: '300', errorMessage: MESSAGE } };

  it.each([
    ['http/protobuf', PROTOBUF, /rejected 300 data points: "too old"\n$/],
    [
      'http/json',
      JSON.stringify(JSON_TEXT),
      /rejected 300 data points: "too old\\nforged line x{50,200}"\n$/,
    ],
  ] as const)('over %s is a delivery, counted and said once', async (protocol, answer, line) => {
    const port = await collector(afterBody((_request, response) => response.end(answer)));
    const sender = senderTo(port, { otlpProtocol: protocol });
    const before = faultCounts().get('export_error') ?? 0;
    logLines.length = 0;
    for (let times = 0; times < 2; times++) {
      expect(await sender.send(BODY, AMPLE_MS)).toEqual(DELIVERED);
    }
    expect(faultCounts().get('export_error')).toBe(before + 2);
    expect(logLines).toEqual([expect.stringMatching(line)]);
    expect(logLines.join()).toContain(`127.0.0.1:${port} rejected`);
  });

  it.each([
    ['http/protobuf', ''],
    ['http/protobuf', '<html>a page</html>'],
    ['http/protobuf', '\n\0'],
    ['http/json', ''],
    ['http/json', '{}'],
    ['http/json', 'null'],
    ['http/json', '{"partialSuccess":null}'],
    ['http/json', '{"partialSuccess":{"rejectedDataPoints":"many"}}'],
    ['http/json', '<html>a page</html>'],
  ] as const)('over %s is none in %j', async (protocol, answer) => {
    const port = await collector(afterBody((_request, response) => response.end(answer)));
    logLines.length = 0;
    const sender = senderTo(port, { otlpProtocol: protocol });
    expect(await sender.send(BODY, AMPLE_MS)).toEqual(DELIVERED);
    expect(logLines).toEqual([]);
  });
});
