import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { freePort } from '../../../scripts/demo/ports.ts';

const loopbacks = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .filter(({ internal }) => internal)
  .map(({ address }) => address);

test.each(loopbacks)('a port that is in use on %s is not taken', async (host) => {
  await using occupant = createServer().listen(0, host);
  await once(occupant, 'listening');
  const { port } = occupant.address() as AddressInfo;
  const other = await freePort(port);
  expect(other).not.toBe(port);
  expect(other).toBeGreaterThan(0);
});

test('a port that is free is taken', async () => {
  const free = await freePort(0);
  expect(await freePort(free)).toBe(free);
});
