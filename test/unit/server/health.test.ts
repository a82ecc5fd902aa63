import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { healthRoute } from '../../../src/server/routes/health.ts';

it.each([
  ['127.0.0.1', '127.0.0.1', true],
  ['::ffff:127.0.0.1', '::ffff:127.0.0.1', true],
  ['::1', '::1', true],
  ['10.0.0.5', '10.0.0.5', true],
  ['10.0.0.9', '10.0.0.5', false],
  ['2001:db8::1', '2001:db8::5', false],
])('a client at %s that called %s is told the process: %s', async (remote, local, isTold) => {
  const socket = { remoteAddress: remote, localAddress: local };
  const { body } = await healthRoute().answer({ socket } as IncomingMessage);
  const { status, pid } = JSON.parse(String(body));
  expect(status).toBe('up');
  expect(pid).toBe(isTold ? process.pid : undefined);
});
