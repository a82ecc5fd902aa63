import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rawRequest, request } from './raw-request.ts';
import { openEndpoint, type TestEndpoint } from './test-endpoint.ts';

let endpoint: TestEndpoint;
beforeAll(async () => {
  endpoint = await openEndpoint();
});
afterAll(() => endpoint.stop());

const HOST = 'Host: localhost';

describe('paths', () => {
  it.each([
    ['/', 200],
    ['/metrics', 200],
    ['/metrics?name=x', 200],
    ['/health', 200],
    ['/metrics/', 404],
    ['/Metrics', 404],
    ['//metrics', 404],
    ['/%6detrics', 404],
    ['/metrics/../health', 404],
    ['/metrics%00', 404],
    ['/metrics;a=b', 404],
    ['/favicon.ico', 404],
    ['*', 404],
  ])('%s is %d', async (path, status) => {
    const answer = await rawRequest(endpoint.openPort, request(`GET ${path}`, HOST));
    expect(answer?.status).toBe(status);
  });
});

describe('methods', () => {
  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])(
    '%s is refused with 405, which names what is allowed',
    async (method) => {
      for (const path of ['/metrics', '/health', '/']) {
        const answer = await rawRequest(endpoint.openPort, request(`${method} ${path}`, HOST));
        expect(answer?.status).toBe(405);
        expect(answer?.headers.allow).toBe('GET, HEAD');
      }
    },
  );

  it.each(['/metrics', '/health', '/', '/nothing'])(
    'HEAD %s is GET without a body',
    async (path) => {
      const get = await rawRequest(endpoint.openPort, request(`GET ${path}`, HOST));
      const head = await rawRequest(endpoint.openPort, request(`HEAD ${path}`, HOST));
      const { date: _, 'transfer-encoding': __, ...headers } = get?.headers ?? {};
      expect(head?.status).toBe(get?.status);
      expect(head?.headers).toMatchObject(headers);
      expect(head?.body).toBe('');
      expect(get?.body).not.toBe('');
    },
  );
});

describe('bytes that are no good request', () => {
  const long = 'x'.repeat(20_000);
  it.each([
    ['no HTTP at all', 'hello\r\n\r\n', 400],
    ['a TLS greeting', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
    ['an unknown version', 'GET /metrics HTTP/9.9\r\nHost: localhost\r\n\r\n', 400],
    ['a bad header', 'GET /metrics HTTP/1.1\r\nHost: localhost\r\nbad header\r\n\r\n', 400],
    [
      'length and chunks at once',
      request('GET /metrics', HOST, 'Content-Length: 3', 'Transfer-Encoding: chunked'),
      400,
    ],
    ['two lengths', request('GET /metrics', HOST, 'Content-Length: 1', 'Content-Length: 2'), 400],
    ['a header beyond 16 KB', request('GET /metrics', HOST, `X: ${long}`), 431],
    ['a URL beyond 16 KB', request(`GET /${long}`, HOST), 431],
    ['a path without a slash', request('GET metrics', HOST), 400],
    ['a method that HTTP lacks', request('EVIL /metrics', HOST), 400],
    ['a tunnel', request('CONNECT localhost:80', HOST), undefined],
    [
      'an upgrade, which is not taken up',
      request('GET /metrics', HOST, 'Connection: Upgrade', 'Upgrade: websocket'),
      200,
    ],
    [
      'a body with a GET',
      `GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello`,
      200,
    ],
  ])('%s: %#', async (_, bytes, status) => {
    expect((await rawRequest(endpoint.openPort, bytes))?.status).toBe(status);
    const after = await rawRequest(endpoint.openPort, request('GET /health', HOST));
    expect(after?.status).toBe(200);
  });
});

describe('headers', () => {
  it.each(['/', '/metrics', '/health', '/nothing'])(
    'of %s forbid sniffing and storing',
    async (path) => {
      const answer = await rawRequest(endpoint.openPort, request(`GET ${path}`, HOST));
      expect(answer?.headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      });
    },
  );

  it.each([
    ['/metrics', 'text/plain; version=0.0.4; charset=utf-8'],
    ['/health', 'application/json'],
    ['/', 'application/json'],
    ['/nothing', 'text/plain; charset=utf-8'],
  ])('of %s name the type %s', async (path, type) => {
    const answer = await rawRequest(endpoint.openPort, request(`GET ${path}`, HOST));
    expect(answer?.headers['content-type']).toBe(type);
  });
});

describe('answers', () => {
  it('health says up, and to this machine whose endpoint it is', async () => {
    const answer = await rawRequest(endpoint.openPort, request('GET /health', HOST));
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({ status: 'up', pid: process.pid });
  });

  it('the index names what there is', async () => {
    const answer = await rawRequest(endpoint.openPort, request('GET /', HOST));
    expect(JSON.parse(answer?.body ?? '')).toEqual({
      name: '@acme/otel-metrics',
      endpoints: [
        {
          method: 'GET',
          path: '/metrics',
          summary: 'All metrics, for Prometheus to scrape; ?name[]= for some of them.',
        },
        {
          method: 'GET',
          path: '/metrics/{name}',
          summary: 'One metric, by its name on the page; in JSON where Accept asks for it.',
        },
        {
          method: 'GET',
          path: '/metrics/stats',
          summary: 'The biggest metrics and labels; ?limit= for more than 10.',
        },
        {
          method: 'GET',
          path: '/metrics/health',
          summary: 'Whether the last scrape got everything, and why not.',
        },
        { method: 'GET', path: '/health', summary: 'Whether the endpoint is up.' },
        { method: 'GET', path: '/', summary: 'The live page, for browsers.' },
        {
          method: 'GET',
          path: '/live/feed',
          summary:
            'What the live page shows: frames since ?epoch=&after=, or those of the last minutes.',
        },
      ],
    });
  });
});
