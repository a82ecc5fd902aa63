import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { httpClientObserver } from '../../../src/instrumentations/http/http-client.ts';
import { observeCall } from '../../../src/instruments/calls/observe-call.ts';
import { runTimedCall } from '../../../src/pipeline/timed-call.ts';
import { type Recording, record } from './http/recording.ts';
import { serve, type TestServer } from './http/traffic.ts';

const DURATION = 'http.client.request.duration';

let server: TestServer;
let recording: Recording;
const keepAlive = new Agent({ keepAlive: true, maxSockets: 1 });

beforeAll(async () => {
  server = await serve((request, response) => {
    if (request.url === '/moved') response.writeHead(302, { location: '/ok' }).end();
    else setTimeout(() => response.end('ok'), 5);
  });
});
afterEach(() => recording.stop());
afterAll(async () => {
  keepAlive.destroy();
  await server.close();
});

/** As helpers do it. */
function timed<R>(family: Parameters<typeof runTimedCall>[0], call: () => R) {
  return runTimedCall(family, (ended) => observeCall(call, ended));
}

async function fetched(path = '/ok'): Promise<void> {
  await (await fetch(`${server.url}${path}`)).text();
}

async function got(agent?: Agent): Promise<void> {
  const request = get({ port: server.port, host: '127.0.0.1', path: '/ok', agent });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  await once(response.resume(), 'end');
}

interface Way {
  readonly what: string;
  readonly call: () => Promise<unknown>;
  /** Requests in one call. */
  readonly requests: number;
}

const WAYS: readonly Way[] = [
  { what: 'fetch', call: () => fetched(), requests: 1 },
  { what: 'fetch that is sent elsewhere', call: () => fetched('/moved'), requests: 2 },
  { what: 'node:http', call: () => got(), requests: 1 },
  { what: 'node:http over one connection', call: () => got(keepAlive), requests: 1 },
  { what: 'one after the other', call: () => fetched().then(() => got()), requests: 2 },
  { what: 'late', call: () => sleep(1).then(() => fetched()), requests: 1 },
];

/** What is counted in all, once the last answer is in. */
async function counted(act: () => Promise<unknown>): Promise<number> {
  const before = recording.total(DURATION);
  await act();
  await sleep(20);
  return recording.total(DURATION) - before;
}

describe('in classic names', () => {
  it.each(WAYS)('$what is left to the helper that times it', async ({ call, requests }) => {
    recording = record(httpClientObserver, { naming: 'classic' });
    expect(await counted(() => timed('external_api_duration', call))).toBe(0);
    expect(await counted(call)).toBe(requests);
    expect(await counted(() => timed('database_query_duration', call))).toBe(requests);
  });

  it.each(WAYS)('$what side by side is told apart', async ({ call, requests }) => {
    recording = record(httpClientObserver, { naming: 'classic' });
    const both = () => Promise.all([timed('external_api_duration', call), call()]);
    const manyTimes = () => Promise.all(Array.from({ length: 5 }, both));
    expect(await counted(manyTimes)).toBe(5 * requests);
  });

  it('what a helper has begun is not held back for ever', async () => {
    recording = record(httpClientObserver, { naming: 'classic' });
    const { promise, resolve } = Promise.withResolvers<void>();
    timed('external_api_duration', () => {
      setTimeout(() => resolve(fetched()), 5);
    });
    expect(await counted(() => promise)).toBe(1);
  });
});

describe.each([
  ["OpenTelemetry's names", { naming: 'standard' }],
  ["OpenTelemetry's page", { naming: 'classic', pageEngine: 'opentelemetry' }],
] as const)('in %s', (_title, config) => {
  it.each(WAYS)('$what is in both families', async ({ call, requests }) => {
    recording = record(httpClientObserver, config as never);
    expect(await counted(() => timed('external_api_duration', call))).toBe(requests);
  });
});
