import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import type { MetricsOptions } from '../../../../src/config/metrics-options.ts';
import { afterBody, closeLater, listen } from './sending.ts';

const APP = join(import.meta.dirname, 'black-hole-app.ts');

/** Lets an app send to a collector and come to its end; what it printed, and its exit code. */
async function run(options: MetricsOptions, times = 'once'): Promise<[string, number | null]> {
  const child = spawn(process.execPath, [APP, JSON.stringify(options), times], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  closeLater(async () => child.kill('SIGKILL'));
  const printed = text(child.stdout);
  const [code] = await once(child, 'exit');
  return [await printed, code];
}

// One that waited for the collector would do so for ten minutes.
it.each([
  ['HTTP', 'http'],
  ['TLS', 'https'],
])('a process ends under a request that gets no answer in %s', async (_what, scheme) => {
  const port = await listen(createTcpServer((socket) => socket.resume()));
  const otlpEndpoint = `${scheme}://localhost:${port}`;
  expect(await run({ otlpEndpoint })).toEqual(['', 0]);
});

it('a process ends under a request whose body nobody reads', async () => {
  const port = await listen(createTcpServer((socket) => socket.pause()));
  const otlpEndpoint = `http://127.0.0.1:${port}`;
  expect(await run({ otlpEndpoint, otlpCompression: 'none' })).toEqual(['', 0]);
});

it('a process ends under a request through a connection that was used before', async () => {
  let requests = 0;
  const port = await listen(
    createServer(
      afterBody((_request, response) => {
        if (++requests === 1) response.end();
      }),
    ),
  );
  // The timer of the app keeps it alive until the second request.
  const otlpEndpoint = `http://127.0.0.1:${port}`;
  expect(await run({ otlpEndpoint }, 'twice')).toEqual(['{ isDelivered: true }\n', 0]);
  expect(requests).toBe(2);
});

it('over gRPC, a request is given up early, since it holds the process', async () => {
  const port = await listen(createTcpServer((socket) => socket.resume()));
  const otlpEndpoint = `http://127.0.0.1:${port}`;
  const [printed, code] = await run({ otlpProtocol: 'grpc', otlpEndpoint });
  expect(printed).toContain("reason: 'no answer within 2 s, the most that gRPC gets'");
  expect(code).toBe(0);
});
