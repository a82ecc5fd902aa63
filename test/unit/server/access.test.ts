import { rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startChild } from './child-app.ts';
import { rawRequest, request } from './raw-request.ts';
import { openEndpoint, type TestEndpoint } from './test-endpoint.ts';

async function statusOf(endpoint: TestEndpoint, bytes: string): Promise<number | undefined> {
  return (await rawRequest(endpoint.openPort, bytes))?.status;
}

describe('bound to loopback', () => {
  let endpoint: TestEndpoint;
  beforeAll(async () => {
    endpoint = await openEndpoint({ host: '127.0.0.1' });
  });
  afterAll(() => endpoint.stop());

  it.each([
    'localhost',
    'localhost:9464',
    'LocalHost:1',
    'localhost.',
    'localhost.:9464',
    'app.localhost',
    '127.0.0.1',
    '127.8.8.8:80',
    '[::1]',
    '[::1]:9464',
    '[::ffff:127.0.0.1]',
    'host.docker.internal:9464',
    'Host.Containers.Internal',
    hostname(),
    `${hostname().toUpperCase()}:9464`,
  ])('Host: %s is served', async (host) => {
    expect(await statusOf(endpoint, request('GET /metrics', `Host: ${host}`))).toBe(200);
  });

  it.each([
    'evil.example',
    'evil.example:9464',
    'localhost.evil.example',
    'evil-localhost',
    '127.0.0.1.evil.example',
    '1270.0.0.1',
    '10.0.0.7',
    '0.0.0.0',
    '[::]',
    '[2001:db8::1]',
    '',
  ])('Host: %s is refused with 421', async (host) => {
    expect(await statusOf(endpoint, request('GET /metrics', `Host: ${host}`))).toBe(421);
    expect(await statusOf(endpoint, request('GET /health', `Host: ${host}`))).toBe(421);
  });

  it.each([
    ['a user in it', 'Host: evil@localhost'],
    ['a path in it', 'Host: localhost/evil.example'],
    ['a space in it', 'Host: localhost evil.example'],
    ['a list', 'Host: localhost, evil.example'],
    ['a port that is none', 'Host: localhost:x'],
    ['brackets around a name', 'Host: [localhost]'],
    ['two Host lines', 'Host: localhost\r\nHost: evil.example'],
    ['two equal Host lines', 'Host: localhost\r\nHost: localhost'],
    ['no Host line', 'Accept: */*'],
  ])('a Host with %s is refused with 400', async (_, header) => {
    expect(await statusOf(endpoint, request('GET /metrics', header))).toBe(400);
  });

  it('HTTP/1.0 without a Host line is refused with 421', async () => {
    expect(await statusOf(endpoint, 'GET /metrics HTTP/1.0\r\n\r\n')).toBe(421);
  });

  it.each([
    ['http://localhost/metrics', 'evil.example', 200],
    ['HTTP://127.0.0.1:9464/metrics?a=b', 'evil.example', 200],
    ['http://localhost/nothing', 'localhost', 404],
    ['http://evil.example/metrics', 'localhost', 421],
    ['http://evil.example:9464/metrics', 'localhost', 421],
    ['http://localhost@evil.example/metrics', 'localhost', 400],
    ['http:///metrics', 'localhost', 400],
    ['http://localhost', 'localhost', 200],
  ])('GET %s with Host: %s is %d: the URL has the say', async (url, host, status) => {
    expect(await statusOf(endpoint, request(`GET ${url}`, `Host: ${host}`))).toBe(status);
  });

  it.each([
    ['a request of a page of another site', ['cross-site', 'no-cors', 'image'], 403],
    ['a fetch of another site', ['cross-site', 'cors', 'empty'], 403],
    ['a frame of another site', ['cross-site', 'navigate', 'iframe'], 403],
    ['a link followed from another site', ['cross-site', 'navigate', 'document'], 200],
    ['an address typed in', ['none', 'navigate', 'document'], 200],
    ["the endpoint's own page", ['same-origin', 'cors', 'empty'], 200],
  ])('%s: %j is %d', async (_, [site, mode, dest], status) => {
    const bytes = request(
      'GET /metrics',
      'Host: localhost',
      `Sec-Fetch-Site: ${site}`,
      `Sec-Fetch-Mode: ${mode}`,
      `Sec-Fetch-Dest: ${dest}`,
    );
    expect(await statusOf(endpoint, bytes)).toBe(status);
  });

  it('a cross-site request without further marks is refused', async () => {
    const bytes = request('GET /metrics', 'Host: localhost', 'Sec-Fetch-Site: cross-site');
    expect(await statusOf(endpoint, bytes)).toBe(403);
  });
});

describe('hosts that the configuration allows', () => {
  it.each([
    ['127.0.0.1', 'metrics.shop.example', 200],
    ['127.0.0.1', 'METRICS.shop.example.:9464', 200],
    ['127.0.0.1', 'localhost', 200],
    ['127.0.0.1', 'shop.example', 421],
    ['0.0.0.0', 'metrics.shop.example', 200],
    ['0.0.0.0', 'localhost', 200],
    ['0.0.0.0', '10.0.0.7', 421],
  ])('bound to %s, Host: %s is %d', async (host, header, status) => {
    await using endpoint = await openEndpoint({ host, allowedHosts: ['Metrics.shop.example'] });
    expect(await statusOf(endpoint, request('GET /metrics', `Host: ${header}`))).toBe(status);
  });
});

describe('bound beyond loopback', () => {
  it.each([
    ['GET /metrics', 200],
    ['GET /health', 200],
    ['GET /', 404],
    ['POST /', 404],
    ['GET /nothing', 404],
  ])('any Host gets metrics and health alone: %s is %d', async (line, status) => {
    await using endpoint = await openEndpoint({ host: '0.0.0.0' });
    expect(await statusOf(endpoint, request(line, 'Host: 10.0.0.7:9464'))).toBe(status);
    expect(await statusOf(endpoint, request(line, 'Host: shop.prod.svc.cluster.local'))).toBe(
      status,
    );
  });

  it('a pod that asks with HTTP/1.0 and no Host is served', async () => {
    await using endpoint = await openEndpoint({ host: '0.0.0.0' });
    expect(await statusOf(endpoint, 'GET /metrics HTTP/1.0\r\n\r\n')).toBe(200);
  });
});

describe('with a bearer token file', () => {
  const file = join(tmpdir(), `otel-metrics-token-${process.pid}`);
  beforeAll(() => writeFile(file, '  s3cret-token\n'));
  afterAll(() => rm(file, { force: true }));

  it.each([
    ['/metrics', 'Bearer s3cret-token', 200],
    ['/metrics', 'bearer   s3cret-token', 200],
    ['/', 'Bearer s3cret-token', 200],
    ['/metrics', 'Bearer s3cret-toke', 401],
    ['/metrics', 'Bearer s3cret-token2', 401],
    ['/metrics', 'Bearer', 401],
    ['/metrics', 'Basic czNjcmV0LXRva2Vu', 401],
    ['/metrics', 's3cret-token', 401],
    ['/metrics', 'Bearer s3cret-token extra', 401],
    ['/nothing', 'Bearer wrong', 401],
    ['/nothing', 'Bearer s3cret-token', 404],
    ['/health', 'Bearer wrong', 200],
  ])('%s with Authorization: %s is %d', async (path, authorization, status) => {
    await using endpoint = await openEndpoint({ host: '0.0.0.0', bearerTokenFile: file });
    const answer = await rawRequest(
      endpoint.openPort,
      request(`GET ${path}`, 'Host: a', `Authorization: ${authorization}`),
    );
    expect(answer?.status).toBe(status);
    expect(answer?.headers['www-authenticate']).toBe(status === 401 ? 'Bearer' : undefined);
  });

  it('asks on loopback, too, and nobody passes without a token', async () => {
    await using endpoint = await openEndpoint({ bearerTokenFile: file });
    const status = (path: string) => statusOf(endpoint, request(`GET ${path}`, 'Host: localhost'));
    expect(await status('/metrics')).toBe(401);
    expect(await status('/')).toBe(401);
    expect(await status('/health')).toBe(200);
  });

  it.each([
    ['missing', `${file}-missing`],
    ['empty', '/dev/null'],
    ['unreadable', tmpdir()],
  ])(
    '%s, which is said at the start, before anybody asks, and once',
    async (_, bearerTokenFile) => {
      const app = await startChild({ config: { host: '127.0.0.1', bearerTokenFile } });
      await app.said('ACME_METRICS_BEARER_TOKEN_FILE cannot be read or is empty');
      const scrape = request('GET /metrics', 'Host: localhost');
      expect((await rawRequest(app.port ?? 0, scrape))?.status).toBe(503);
      expect(await app.end()).toBe(0);
      expect(app.stderr().split('\n')).toHaveLength(2);
    },
  );

  it('takes a new token from the file, and nothing while there is none', async () => {
    const rotated = join(tmpdir(), `otel-metrics-rotated-${process.pid}`);
    await using endpoint = await openEndpoint({ bearerTokenFile: rotated });
    const status = (token: string) => {
      const authorization = `Authorization: Bearer ${token}`;
      return statusOf(endpoint, request('GET /metrics', 'Host: localhost', authorization));
    };
    expect(await status('first')).toBe(503);
    await writeFile(rotated, 'first');
    expect(await status('first')).toBe(200);
    await writeFile(rotated, 'second!');
    expect([await status('first'), await status('second!')]).toEqual([401, 200]);
    await rm(rotated);
    expect(await status('second!')).toBe(503);
    await writeFile(rotated, '\n');
    expect([await status('second!'), await status('')]).toEqual([503, 503]);
    await rm(rotated);
  });
});
