import { once } from 'node:events';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UNOBSERVED } from '../../../../src/foundation/unobserved.ts';
import { answerAppPath } from '../../../../src/instrumentations/http/app-path.ts';
import { httpServerObserver } from '../../../../src/instrumentations/http/http-server.ts';
import { type Recording, record } from './recording.ts';
import { lastRequest, open, serve, type TestServer, talk } from './traffic.ts';

const DURATION = 'http.server.request.duration';
const ACTIVE = 'http.server.active_requests';
const PATH = '/metrics';

const page: RequestListener = (_request, response) => void response.end('the page');
let answer: RequestListener;
const app = vi.fn<RequestListener>((_request, response) => void response.end('the app'));

let stop: () => void;
let recording: Recording;
let servers: TestServer[] = [];

beforeEach(() => {
  app.mockClear();
  answer = page;
  stop = answerAppPath(PATH, (request, response) => answer(request, response));
  recording = record(httpServerObserver, { appPath: PATH });
});

afterEach(async () => {
  for (const server of servers) await server.close();
  servers = [];
  stop();
  recording.stop();
  expect(recording.rows(ACTIVE), 'active requests after the test').toEqual([]);
});

async function start(listener: RequestListener = app, options = {}): Promise<TestServer> {
  const server = await serve(listener, options);
  servers.push(server);
  return server;
}

describe.each([false, true])('a server (TLS: %s)', (secure) => {
  it.each([
    ['GET /metrics', 'the page'],
    ['GET /metrics?name[]=up', 'the page'],
    ['GET /metrics?', 'the page'],
    ['GET /metrics/', 'the app'],
    ['GET /metrics/stats', 'the app'],
    ['GET /metricsx', 'the app'],
    ['GET /Metrics', 'the app'],
    ['GET //metrics', 'the app'],
    ['GET /%6detrics', 'the app'],
    ['GET /a/metrics', 'the app'],
    ['GET /?/metrics', 'the app'],
    ['GET http://localhost/metrics', 'the app'],
    ['GET /', 'the app'],
    ['POST /metrics', 'the app'],
    ['OPTIONS /metrics', 'the app'],
    ['DELETE /metrics', 'the app'],
  ])('answers %s with %s', async (line, expected) => {
    const { port } = await start(app, { secure });
    expect(await talk(port, lastRequest(line), { secure })).toMatch(new RegExp(`${expected}$`));
    expect(app).toHaveBeenCalledTimes(expected === 'the app' ? 1 : 0);
    expect(recording.total(DURATION)).toBe(expected === 'the app' ? 1 : 0);
  });
});

it('answers HEAD', async () => {
  const { port } = await start();
  expect(await talk(port, lastRequest('HEAD /metrics'))).toMatch(/^HTTP\/1.1 200 OK\r\n/);
  expect(app).not.toHaveBeenCalled();
});

describe("the app's listeners", () => {
  it('see nothing of it, whenever and wherever they were put', async () => {
    const { server, port } = await start();
    const further = vi.fn();
    server.prependListener('request', further);
    server.on('request', further);
    expect(await talk(port, lastRequest('GET /metrics'))).toMatch(/the page$/);
    expect(further).not.toHaveBeenCalled();
    await talk(port, lastRequest('GET /'));
    expect(further).toHaveBeenCalledTimes(2);
    expect(app).toHaveBeenCalledTimes(1);
  });

  it('of checkContinue see what is for them', async () => {
    const { server, port } = await start();
    server.on('checkContinue', (_request, response: ServerResponse) => response.end('checked'));
    const expecting = (line: string) => talk(port, lastRequest(line, 'Expect: 100-continue\r\n'));
    expect(await expecting('GET /metrics')).toMatch(/the page$/);
    expect(await expecting('GET /')).toMatch(/checked$/);
  });

  it('of upgrades see those of the path, too', async () => {
    const { server, port } = await start();
    server.on('upgrade', (_request, socket) => socket.end('upgraded'));
    const upgrade = 'GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n';
    expect(await talk(port, upgrade)).toBe('upgraded');
  });

  it('of checkExpectation see those of the path, too', async () => {
    const { server, port } = await start();
    server.on('checkExpectation', (_request, response: ServerResponse) => response.end('odd'));
    expect(await talk(port, lastRequest('GET /metrics', 'Expect: odd\r\n'))).toMatch(/odd$/);
  });

  it('get their answers in turn where requests are pipelined', async () => {
    const { port } = await start((_request, response) =>
      setTimeout(() => response.end('slow'), 20),
    );
    const first = 'GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /metrics HTTP/1.1\r\nHost: a\r\n\r\n';
    const answer = await talk(port, first + lastRequest('GET /b'));
    expect(answer.replaceAll('\r\n', ' ')).toMatch(/slow.*the page.*slow$/);
    expect(recording.total(DURATION)).toBe(2);
  });

  it('get the next request of a connection over which the page went', async () => {
    const { port } = await start();
    const scrape = 'GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n';
    const answer = await talk(port, scrape + scrape + lastRequest('GET /'));
    expect(answer.replaceAll('\r\n', ' ')).toMatch(/the page.*the page.*the app$/);
  });
});

describe('the server is left as it was', () => {
  const own = (server: Server) => Object.getOwnPropertyDescriptor(server, 'emit');

  it('with its inherited emit, also while it answers', async () => {
    let during: unknown = 'not asked';
    const { server, port } = await start();
    answer = (_request, response) => {
      during = own(server);
      response.end();
    };
    await talk(port, lastRequest('GET /metrics'));
    expect([during, own(server)]).toEqual([undefined, undefined]);
  });

  it('with an emit of its own', async () => {
    const { server, port } = await start();
    const emit = vi.fn(server.emit);
    server.emit = emit as unknown as typeof server.emit;
    const before = own(server);
    expect(await talk(port, lastRequest('GET /metrics'))).toMatch(/the page$/);
    expect(own(server)).toEqual(before);
    expect(emit.mock.calls.map(([event]) => event)).not.toContain('request');
    await talk(port, lastRequest('GET /'));
    expect(emit.mock.calls.map(([event]) => event)).toContain('request');
  });

  it('where Node answers by itself, so that nothing is emitted', async () => {
    const { server, port } = await start();
    const without = 'GET /metrics HTTP/1.1\r\nConnection: close\r\n\r\n';
    expect(await talk(port, without)).toMatch(/^HTTP\/1.1 400 /);
    expect(own(server)).toBeUndefined();
    expect(await talk(port, lastRequest('GET /metrics'))).toMatch(/the page$/);
  });

  it("where it takes no property: the request is the app's, and counted", async () => {
    const { server, port } = await start();
    Object.preventExtensions(server);
    expect(await talk(port, lastRequest('GET /metrics'))).toMatch(/the app$/);
    expect(recording.total(DURATION)).toBe(1);
  });

  it('after the agent has stopped', async () => {
    const { port } = await start();
    stop();
    expect(await talk(port, lastRequest('GET /metrics'))).toMatch(/the app$/);
    expect(recording.total(DURATION)).toBe(1);
  });
});

it('takes nothing from an endpoint of the agent', async () => {
  const { server, port } = await start();
  Object.assign(server, { [UNOBSERVED]: true });
  expect(await talk(port, lastRequest('GET /metrics'))).toMatch(/the app$/);
});

it('marks its requests, so that no copy of the package measures them', async () => {
  let request: IncomingMessage | undefined;
  answer = (asked, response) => {
    request = asked;
    response.end();
  };
  const { port } = await start();
  await talk(port, lastRequest('GET /metrics'));
  expect((request as { [UNOBSERVED]?: boolean } | undefined)?.[UNOBSERVED]).toBe(true);
});

it('without a path listens to nothing', async () => {
  stop();
  stop = answerAppPath('', page);
  const { port } = await start();
  expect(await talk(port, lastRequest('GET /'))).toMatch(/the app$/);
});

it('a client that goes away counts nowhere', async () => {
  const { port } = await start();
  const asked = Promise.withResolvers<IncomingMessage>();
  answer = (request) => asked.resolve(request);
  const socket = await open(port);
  socket.write('GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n');
  const { socket: ours } = await asked.promise;
  socket.destroy();
  await once(ours, 'close');
  expect(recording.rows(DURATION)).toEqual([]);
});
