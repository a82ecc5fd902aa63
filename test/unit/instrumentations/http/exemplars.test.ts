import { once } from 'node:events';
import type { RequestListener, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { context, type Span, SpanKind, type SpanOptions, trace } from '@opentelemetry/api';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import express from 'express';
import { fastify } from 'fastify';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { httpClientObserver } from '../../../../src/instrumentations/http/http-client.ts';
import { httpServerObserver } from '../../../../src/instrumentations/http/http-server.ts';
import { LocalContexts } from '../../pipeline/local-contexts.ts';
import {
  apiGlobals,
  exemplarsOf,
  idsOf,
  idsOfSpan,
  newSpan,
  within,
} from '../../pipeline/spans.ts';
import { type Recording, record } from './recording.ts';
import { lastRequest, open, serve, type TestServer, talk } from './traffic.ts';

const SERVER = 'http.server.request.duration';
const CLIENT = 'http.client.request.duration';

/** The spans that instrumentations have made, and for what. */
const made: { readonly span: Span; readonly kind: SpanKind | undefined }[] = [];

function idsMade(kind: SpanKind): object[] {
  return made.filter((one) => one.kind === kind).map(({ span }) => idsOfSpan(span));
}

const tracers = {
  getTracer: () => ({
    startSpan(_name: string, { kind }: SpanOptions = {}) {
      const span = newSpan();
      made.push({ span, kind });
      return span;
    },
  }),
};

const require = createRequire(import.meta.url);
const instrumentation = new HttpInstrumentation({ enabled: false });
let recording: Recording;
let servers: TestServer[] = [];

function trackSpans(): void {
  context.setGlobalContextManager(new LocalContexts());
  recording.provider.spans.registered(apiGlobals());
}

beforeAll(() => {
  instrumentation.setTracerProvider(tracers as never);
  instrumentation.enable();
  // It is shown a module when that is required.
  require('node:http');
});

afterAll(() => instrumentation.disable());

beforeEach(() => {
  made.length = 0;
});

afterEach(async () => {
  for (const server of servers) await server.close();
  servers = [];
  recording.stop();
  context.disable();
});

async function start(listener: RequestListener, options = {}): Promise<TestServer> {
  const server = await serve(listener, options);
  servers.push(server);
  return server;
}

function inChild(run: () => void): void {
  within(newSpan(), run);
}

describe('the duration of a server’s request', () => {
  beforeEach(() => {
    recording = record(httpServerObserver);
    trackSpans();
  });

  const found = () => idsOf(exemplarsOf(recording.provider, SERVER));

  function expressApp(): RequestListener {
    const app = express();
    app.get('/', (_request, response) => inChild(() => void response.json({})));
    return app;
  }

  async function fastifyApp(): Promise<RequestListener> {
    const app = fastify();
    app.get('/', (_request, reply) => inChild(() => void reply.send({})));
    await app.ready();
    return (request, response) => app.routing(request, response);
  }

  const LISTENERS: [what: string, make: () => RequestListener | Promise<RequestListener>][] = [
    ['a plain server', () => (_request, response) => response.end()],
    ['one that ends in a child span', () => (_request, response) => inChild(() => response.end())],
    [
      'one that ends in a child span, later',
      () => (_request, response) => inChild(() => setTimeout(() => response.end(), 5)),
    ],
    [
      'one that ends outside of any span',
      () => (_request, response) => {
        context.with(trace.deleteSpan(context.active()), () => setImmediate(() => response.end()));
      },
    ],
    [
      'one that breaks off',
      () => (_request, response) => {
        response.write('part');
        inChild(() => setImmediate(() => response.destroy()));
      },
    ],
    ['Express', expressApp],
    ['Fastify', fastifyApp],
  ];

  it.each(LISTENERS)('has its span: %s', async (_what, make) => {
    const { port } = await start(await make());
    await talk(port, lastRequest('GET /'));
    expect(idsMade(SpanKind.SERVER).length).toBe(1);
    expect(found()).toEqual(idsMade(SpanKind.SERVER));
  });

  it('has its span where the client went away', async () => {
    const { server, port } = await start(() => {});
    const arrived = once(server, 'request');
    const socket = await open(port);
    socket.write(lastRequest('GET /'));
    const [, response] = (await arrived) as [unknown, ServerResponse];
    const closed = once(response, 'close');
    socket.destroy();
    await closed;
    await new Promise(setImmediate);
    expect(found().length).toBe(1);
    expect(found()).toEqual(idsMade(SpanKind.SERVER));
  });

  it('has the span of each request on a connection that is kept', async () => {
    const { port } = await start((_request, response) => response.end());
    const socket = await open(port);
    for (let request = 0; request < 3; request++) {
      recording.provider.store.rounds.now++;
      socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
      await once(socket, 'data');
      await new Promise(setImmediate);
      expect(found()).toContainEqual(idsMade(SpanKind.SERVER).at(-1));
    }
    expect(made.length).toBe(3);
  });

  it('has none where the tracer is told to leave the request alone', async () => {
    instrumentation.setConfig({ ignoreIncomingRequestHook: () => true });
    const { port } = await start((_request, response) => inChild(() => response.end()));
    await talk(port, lastRequest('GET /'));
    instrumentation.setConfig({});
    expect([recording.total(SERVER), found(), made]).toEqual([1, [], []]);
  });

  it('goes with the sizes of bodies, too', async () => {
    recording.stop();
    context.disable();
    recording = record(httpServerObserver, { httpBodySizes: true });
    trackSpans();
    const { port } = await start((_request, response) => inChild(() => response.end('ok')));
    await talk(port, lastRequest('GET /'));
    for (const part of ['request', 'response']) {
      const exemplars = exemplarsOf(recording.provider, `http.server.${part}.body.size`);
      expect(idsOf(exemplars)).toEqual(idsMade(SpanKind.SERVER));
    }
  });
});

describe('what the app sees of its response', () => {
  /** Events, listeners and properties after the end, and which listeners were added meanwhile. */
  async function seen(): Promise<object> {
    const added: unknown[] = [];
    const { server, port } = await start((_request, response) => {
      response.on('newListener', (event) => added.push(event));
      response.on('control', () => {});
      response.end('ok');
    });
    const arrived = once(server, 'request');
    const answer = await (talk(port, lastRequest('GET /')) as Promise<string>);
    const [, response] = (await arrived) as [unknown, ServerResponse];
    const names = response.eventNames();
    return {
      added,
      names,
      counts: names.map((name) => response.listenerCount(name)),
      keys: Reflect.ownKeys(response).map(String),
      answer: answer.replace(/^Date: .*$/m, ''),
    };
  }

  it('is the same with exemplars as without', async () => {
    recording = record(httpServerObserver);
    context.setGlobalContextManager(new LocalContexts());
    const without = await seen();
    expect(exemplarsOf(recording.provider, SERVER)).toEqual([]);
    recording.provider.spans.registered(apiGlobals());
    const withExemplars = await seen();
    expect(exemplarsOf(recording.provider, SERVER).length).toBe(1);
    expect(withExemplars).toEqual(without);
    expect(without).toMatchObject({ added: expect.arrayContaining(['control']) });
  });
});

describe('the duration of a client’s call', () => {
  beforeEach(() => {
    recording = record(httpClientObserver);
    trackSpans();
  });

  const found = () => idsOf(exemplarsOf(recording.provider, CLIENT));

  it('has the span that was made for it', async () => {
    const { url } = await start((_request, response) => response.end('ok'));
    const caller = newSpan();
    await within(caller, async () => {
      const [response] = await once(require('node:http').get(url), 'response');
      response.resume();
      await within(newSpan(), () => once(response, 'close'));
    });
    expect(found().length).toBe(1);
    expect(found()).toEqual(idsMade(SpanKind.CLIENT));
  });

  it('has the caller’s span where none is made for it: fetch', async () => {
    const { url } = await start((_request, response) => response.end('ok'));
    const caller = newSpan();
    await within(caller, async () => (await fetch(url)).text());
    expect(found()).toEqual([idsOfSpan(caller)]);
  });

  it('has the span that was made for it where another one broke it off', async () => {
    const { server, url } = await start(() => {});
    const request = within(newSpan(), () => require('node:http').get(url));
    await once(server, 'request');
    const failed = new Promise((resolve) => request.on('error', resolve));
    within(newSpan(), () => request.destroy(new Error('enough')));
    await failed;
    expect(found().length).toBe(1);
    expect(found()).toEqual(idsMade(SpanKind.CLIENT));
  });

  it('has the caller’s span where the call fails', async () => {
    const { url, close } = await serve(() => {});
    await close();
    const caller = newSpan();
    await expect(within(caller, () => fetch(url))).rejects.toThrow();
    expect(found()).toEqual([idsOfSpan(caller)]);
  });
});
