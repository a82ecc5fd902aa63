import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { expect, it, vi } from 'vitest';
import { isUnobserved } from '../../../src/foundation/unobserved.ts';
import { bind } from '../../../src/server/binding.ts';
import { serverFactory } from '../../../src/server/server-factory.ts';
import { closed, openSocket } from './raw-request.ts';
import { openEndpoint } from './test-endpoint.ts';

const HEALTH = 'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n';

/** What the endpoint says to a scraper that holds this connection; empty where it closes it. */
async function answerOn(socket: Socket): Promise<string> {
  socket.write(HEALTH);
  return String(await Promise.race([once(socket, 'data'), closed(socket).then(() => '')]));
}

/** 64 connections, over both addresses of localhost, on each of which `use` has been made. */
async function connect64(port: number, use: (socket: Socket) => unknown): Promise<Socket[]> {
  const sockets: Socket[] = [];
  for (let i = 0; i < 64; i++) {
    const socket = await openSocket(port, i % 2 ? '::1' : '127.0.0.1');
    sockets.push(socket);
    await use(socket);
  }
  return sockets;
}

it.each<[what: string, use: (socket: Socket) => unknown]>([
  ['silent', () => {}],
  ['half a request', (socket) => socket.write('GET /metrics HTTP/1.1\r\nHost: local')],
  ['idle', async (socket) => expect(await answerOn(socket)).toMatch(/^HTTP\/1.1 200 /)],
])('64 connections do not shut out a scraper: %s', async (_, use) => {
  await using endpoint = await openEndpoint();
  const [longestIdle, ...others] = await connect64(endpoint.openPort, use);
  const scraper = await openSocket(endpoint.openPort);
  expect(await answerOn(scraper)).toMatch(/^HTTP\/1.1 200 /);
  if (longestIdle !== undefined) await closed(longestIdle.resume());
  expect(others.filter((socket) => socket.closed)).toEqual([]);
  for (const socket of [scraper, ...others]) socket.destroy();
});

it('64 connections and more leave a scraper the connection that it has just used', async () => {
  await using endpoint = await openEndpoint();
  const sockets = await connect64(endpoint.openPort, () => {});
  const [scraper, longestIdle] = sockets;
  if (scraper === undefined || longestIdle === undefined) throw new Error('no connections');
  expect(await answerOn(scraper)).toMatch(/^HTTP\/1.1 200 /);
  sockets.push(await openSocket(endpoint.openPort));
  await closed(longestIdle.resume());
  expect(await answerOn(scraper)).toMatch(/^HTTP\/1.1 200 /);
  for (const socket of sockets) socket.destroy();
});

it('64 connections that wait for an answer keep it, the 65th is closed until one is free', async () => {
  const waiting: ServerResponse[] = [];
  const binding = await bind(
    { host: 'localhost', port: 0 },
    serverFactory((_, response) => waiting.push(response)),
  );
  const sockets = await connect64(binding.port, (socket) => socket.write(HEALTH));
  await vi.waitFor(() => expect(waiting).toHaveLength(64));
  for (const host of ['127.0.0.1', '::1']) {
    expect(await answerOn(await openSocket(binding.port, host))).toBe('');
  }
  waiting.shift()?.end();
  const next = await openSocket(binding.port);
  next.write(HEALTH);
  await vi.waitFor(() => expect(waiting).toHaveLength(64));
  for (const response of waiting) response.end();
  expect(String(await once(next, 'data'))).toMatch(/^HTTP\/1.1 200 /);
  for (const socket of [next, ...sockets]) socket.destroy();
  binding.close();
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
  const server = serverFactory(() => {})();
  expect(server).toMatchObject({
    headersTimeout: 5000,
    requestTimeout: 10_000,
    insecureHTTPParser: false,
  });
  expect(isUnobserved(server)).toBe(true);
});
