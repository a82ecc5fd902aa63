import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { Load } from '../../bench/harness/load.ts';

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

test('asks for the paths in turn, and waits for what is under way when it ends', async () => {
  const paths = new Map<string, number>();
  let answered = 0;
  const port = await serve((req, res) => {
    paths.set(req.url ?? '', (paths.get(req.url ?? '') ?? 0) + 1);
    res.on('finish', () => answered++);
    setImmediate(() => res.end('ok'));
  });
  const load = new Load({ port, paths: ['/a', '/b'], connections: 3 });
  while (load.answered < 100) await load.during(delay(1));
  await load[Symbol.asyncDispose]();
  expect([...paths.keys()].sort()).toEqual(['/a', '/b']);
  expect(load.answered).toBe(answered);
  expect([...paths.values()].reduce((sum, count) => sum + count)).toBe(answered);
});

test.each<[string, RequestListener]>([
  ['an answer that is no success', (_req, res) => res.writeHead(500).end()],
  ['a connection that the server closes', (_req, res) => res.socket?.destroy()],
])('%s ends the measurement', async (_name, listener) => {
  await using load = new Load({ port: await serve(listener), paths: ['/'], connections: 2 });
  await expect(load.during(delay(20_000, undefined, { ref: false }))).rejects.toThrow();
});
