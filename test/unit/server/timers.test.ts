import { once } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';
import { type AddressInfo, createServer } from 'node:net';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setTimeout } from '../../../src/foundation/timers.ts';
import type { Page } from '../../../src/server/page.ts';
import { askPortHolder } from '../../../src/server/port-holder.ts';
import { closed, openSocket, rawRequest, request } from './raw-request.ts';
import { openEndpoint, portOf, startTestEndpoint } from './test-endpoint.ts';

const SCRAPE = request('GET /metrics', 'Host: localhost');

function pageOf(body: () => Generator<string, void, void>): Page {
  return async () => ({ contentType: 'text/plain', body: body() });
}

describe('in an app whose test framework has stopped the clock', () => {
  const { setImmediate } = timersPromises;
  beforeEach(() => {
    vi.useFakeTimers();
    timersPromises.setImmediate = () => new Promise(() => {});
    syncBuiltinESMExports();
  });
  afterEach(() => {
    vi.useRealTimers();
    timersPromises.setImmediate = setImmediate;
    syncBuiltinESMExports();
  });

  it('a scrape gets its page all the same', async () => {
    const page = pageOf(function* () {
      yield '';
      yield 'a 1\n';
      yield 'b 1\n';
    });
    await using endpoint = await openEndpoint({}, { page });
    expect((await rawRequest(endpoint.openPort, SCRAPE))?.body).toContain('b 1\n');
  });

  it('a holder of the port that says nothing is not waited for', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    expect(await askPortHolder({ host: '127.0.0.1', port })).toBe(undefined);
    holder.close();
  });

  it('a taken port is tried again', async () => {
    const holder = await openEndpoint();
    const endpoint = startTestEndpoint({ port: holder.openPort });
    await endpoint.ready;
    await holder.stop();
    // Not by vi.waitFor, which would move the clock.
    while (portOf(endpoint) === undefined) await new Promise((resolve) => setTimeout(resolve, 50));
    await endpoint.stop();
  });
});

describe('with a clock that the test moves', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    timers.setTimeout = globalThis.setTimeout;
    vi.resetModules();
  });
  afterEach(() => {
    timers.setTimeout = setTimeout;
    vi.useRealTimers();
  });

  it('a reader that takes its page for ever is cut off after half a minute', async () => {
    // Loaded anew, the endpoint takes the clock of the test for that of Node.
    const { openEndpoint } = await import('./test-endpoint.ts');
    let isOver = false;
    const page = pageOf(function* () {
      try {
        for (;;) yield 'x'.repeat(64 * 1024);
      } finally {
        isOver = true;
      }
    });
    await using endpoint = await openEndpoint({}, { page });
    const reader = await openSocket(endpoint.openPort);
    reader.resume().write(SCRAPE);
    await once(reader, 'data');
    vi.advanceTimersByTime(29_999);
    await once(reader, 'data');
    vi.advanceTimersByTime(1);
    await closed(reader);
    await vi.waitFor(() => expect(isOver).toBe(true));
  });
});
