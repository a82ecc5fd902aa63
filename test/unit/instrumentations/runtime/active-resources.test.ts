import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { activeResourcesObserver } from '../../../../src/instrumentations/runtime/active-resources.ts';
import { observed } from './observed.ts';

it('counts listening servers, and says 0 once they are closed', async () => {
  const resources = observed(activeResourcesObserver);
  const listening = () => resources.value('v8js.resource.active', 'TCPServerWrap');
  const servers = [createServer(), createServer()];
  for (const server of servers) await once(server.listen(0), 'listening');
  expect(await listening()).toBe(2);
  for (const server of servers) await once(server.close(), 'close');
  await expect.poll(listening).toBe(0);
  resources.stop();
});
