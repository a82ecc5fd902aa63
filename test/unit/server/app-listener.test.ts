import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { Agent, createServer, get, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Config } from '../../../src/config/options.ts';
import { rawRequest, request } from './raw-request.ts';
import { answersWith } from './test-endpoint.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server of an app on loopback. */
async function listen(listener: RequestListener, keepAliveTimeout = 5_000): Promise<number> {
  const server = createServer({ keepAliveTimeout }, listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

async function statusOf(line: string, headers: string[], config: Partial<Config> = {}) {
  const port = await listen(answersWith(config, { isDevelopment: true }).app);
  return (await rawRequest(port, request(line, ...headers)))?.status;
}

describe("on a server of the app's", () => {
  it.each(['/', '/metrics', '/internal/metrics', '/metrics/stats', '/metrics/reset', '/health'])(
    'it is the page alone, whatever the path: %s',
    async (path) => {
      const port = await listen(answersWith().app);
      const answer = await rawRequest(port, request(`GET ${path}`, 'Host: shop.example'));
      expect(answer?.status).toBe(200);
      expect(answer?.body).toContain('\nanswer');
    },
  );

  it.each([
    ['any host is served', ['Host: shop.example'], {}, 200],
    ['but those of a list alone', ['Host: shop.example'], { allowedHosts: ['a.example'] }, 421],
    ['a page of another site is not', ['Host: a', 'Sec-Fetch-Site: cross-site'], {}, 403],
  ])('%s', async (_, headers, config, status) => {
    expect(await statusOf('GET /metrics', headers, config)).toBe(status);
  });

  it('only GET and HEAD are', async () => {
    expect(await statusOf('HEAD /metrics', ['Host: a'])).toBe(200);
    expect(await statusOf('PUT /metrics', ['Host: a'])).toBe(405);
    expect(await statusOf('POST /metrics/reset', ['Host: a'])).toBe(405);
  });

  it('the token is needed where one is set', async () => {
    const bearerTokenFile = join(tmpdir(), `otel-metrics-app-${process.pid}`);
    await writeFile(bearerTokenFile, 's3cret');
    const config = { bearerTokenFile };
    expect(await statusOf('GET /metrics', ['Host: a'], config)).toBe(401);
    const headers = ['Host: a', 'Authorization: Bearer s3cret'];
    expect(await statusOf('GET /metrics', headers, config)).toBe(200);
    await rm(bearerTokenFile);
  });
});

it('a slow answer that follows a scrape over one connection is not cut', async () => {
  const timeouts: (number | undefined)[] = [];
  const { app } = answersWith();
  // Then Node sets no timeout between two requests, and takes none back.
  const port = await listen((asked, response) => {
    timeouts.push(asked.socket.timeout);
    if (asked.url === '/metrics') app(asked, response);
    else response.end('ok');
  }, 0);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const numPorts = new Set<number | undefined>();
  for (const path of ['/metrics', '/slow']) {
    await new Promise<void>((resolve) => {
      get({ port, path, agent, host: '127.0.0.1' }, (answer) => {
        numPorts.add(answer.socket.localPort);
        answer.resume().on('end', () => setImmediate(resolve));
      });
    });
  }
  agent.destroy();
  expect(numPorts.size).toBe(1);
  expect(timeouts.map((timeout) => timeout ?? 0)).toEqual([0, 0]);
});
