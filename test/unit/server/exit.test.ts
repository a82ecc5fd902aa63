import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { type ChildApp, startChild } from './child-app.ts';
import type { AppOptions } from './fixtures/app.ts';
import { openSocket, request } from './raw-request.ts';

let app: ChildApp | undefined;
afterEach(() => app?.kill());

async function connectTo(options: Partial<AppOptions>, bytes: string): Promise<Socket> {
  app = await startChild({ config: { host: '127.0.0.1' }, ...options });
  const socket = await openSocket(app.port ?? 0);
  socket.write(bytes);
  return socket;
}

const KEEP_ALIVE = 'GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n';

it.each([
  ['that says nothing', ''],
  ['that stops in the middle of a header', 'GET /metrics HTTP/1.1\r\nHost: loc'],
])('an app ends with a connection open %s', async (_, bytes) => {
  const socket = await connectTo({}, bytes);
  const received: Buffer[] = [];
  socket.on('data', (data) => received.push(data));
  expect(await app?.end()).toBe(0);
  // Had the connection held it up, the header time-out would have answered with 408.
  expect(Buffer.concat(received).toString()).toBe('');
});

it('an app ends with a connection open that was kept alive after a scrape', async () => {
  const socket = await connectTo({}, KEEP_ALIVE);
  await once(socket, 'data');
  expect(await app?.end()).toBe(0);
});

it('an app ends while a scrape waits for a collection that never comes', async () => {
  const socket = await connectTo({ hangs: true }, KEEP_ALIVE);
  socket.resume();
  const other = await openSocket(app?.port ?? 0);
  other.write(request('GET /health', 'Host: localhost'));
  await once(other, 'data');
  expect(await app?.end()).toBe(0);
});

it('an app ends although a scraper does not take its page', async () => {
  const socket = await connectTo({ series: 30_000 }, KEEP_ALIVE);
  await once(socket, 'readable');
  expect(await app?.end()).toBe(0);
});

it('an app ends while it waits for a port that is taken', async () => {
  const holder = await startChild({ config: { host: '127.0.0.1' } });
  try {
    app = await startChild({ config: { host: '127.0.0.1', port: holder.port ?? 0 } });
    expect(app.port).toBe(null);
    expect(await app.end()).toBe(0);
  } finally {
    holder.kill();
  }
});

it('an app that stops its endpoint at once ends as it would, not with an await that never settles', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const fixture = join(import.meta.dirname, 'fixtures/stop.ts');
  const [code] = await once(spawn(process.execPath, [fixture, String(port)]), 'exit');
  expect(code).toBe(0);
  silent.close();
});
