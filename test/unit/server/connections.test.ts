import { once } from 'node:events';
import type { Socket } from 'node:net';
import { expect, it, vi } from 'vitest';
import { isUnobserved } from '../../../src/foundation/unobserved.ts';
import { createServers } from '../../../src/server/http-server.ts';
import { closed, openSocket } from './raw-request.ts';
import { openEndpoint } from './test-endpoint.ts';

/** What the endpoint says to a scraper that holds this connection; empty where it closes it. */
async function answerOn(socket: Socket): Promise<string> {
  socket.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
  return String(await Promise.race([once(socket, 'data'), closed(socket).then(() => '')]));
}

it('64 connections are served, the 65th is closed, over both addresses of localhost', async () => {
  await using endpoint = await openEndpoint();
  const sockets: Socket[] = [];
  for (let i = 0; i < 64; i++) {
    sockets.push(await openSocket(endpoint.openPort, i % 2 ? '::1' : '127.0.0.1'));
  }
  for (const host of ['127.0.0.1', '::1']) {
    expect(await answerOn(await openSocket(endpoint.openPort, host))).toBe('');
  }
  for (const socket of sockets) expect(await answerOn(socket)).toMatch(/^HTTP\/1.1 200 /);
  sockets.pop()?.destroy();
  await vi.waitFor(async () => {
    const next = await openSocket(endpoint.openPort);
    sockets.push(next);
    expect(await answerOn(next)).toMatch(/^HTTP\/1.1 200 /);
  });
  for (const socket of sockets) socket.destroy();
});

it.concurrent.each([
  ['that never says anything', ''],
  ['that stops in its headers', 'GET /metrics HTTP/1.1\r\nHost: local'],
  [
    'that stops in a body',
    'POST /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf',
  ],
])('a connection %s is closed by the endpoint', async (_, bytes) => {
  await using endpoint = await openEndpoint();
  const socket = await openSocket(endpoint.openPort);
  socket.resume().write(bytes);
  await closed(socket);
});

it('servers bound slow clients, and are marked: their requests are not measured as traffic', () => {
  const server = createServers(() => {})();
  expect(server).toMatchObject({
    headersTimeout: 5000,
    requestTimeout: 10_000,
    insecureHTTPParser: false,
  });
  expect(isUnobserved(server)).toBe(true);
});
