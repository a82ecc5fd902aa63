import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setLogLevel } from '../../../../src/foundation/log.ts';
import { errors } from '../../../../src/instruments/errors/errors.ts';
import { fastifyErrorMetrics } from '../../../../src/instruments/errors/fastify-error-metrics.ts';
import { countedRequests } from './counted-requests.ts';

setLogLevel('none');

let app: FastifyInstance;
beforeEach(() => {
  app = Fastify();
});
afterEach(() => app.close());

/** Over a real connection, and the statuses that came back. */
async function send(requests: readonly string[]): Promise<number[]> {
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const statuses: number[] = [];
  for (const request of requests) {
    const [method = '', path = ''] = request.split(' ');
    statuses.push((await fetch(`${url}${path}`, { method })).status);
  }
  return statuses;
}

const failed = (type: string, severity: string, component = 'fastify') =>
  `component=${component},severity=${severity},type=${type}`;
const done = (action: string, endpoint: string) => `action=${action},endpoint=${endpoint}`;

interface Case {
  readonly what: string;
  readonly build: (app: FastifyInstance) => unknown;
  readonly requests: readonly string[];
  readonly statuses: readonly number[];
  readonly errors: Readonly<Record<string, number>>;
  readonly actions: Readonly<Record<string, number>>;
}

const fail = (error: unknown) => async () => {
  throw error;
};

const CASES: readonly Case[] = [
  {
    what: 'errors of one route by its template, also in a plugin with a prefix',
    build: (app) => {
      app.get('/users/:id', () => fail(new TypeError())());
      app.register(
        async (inner) => {
          inner.get('/orders/:id', fail(new RangeError()));
        },
        { prefix: '/api' },
      );
    },
    requests: ['GET /users/1', 'GET /users/2', 'GET /api/orders/7'],
    statuses: [500, 500, 500],
    errors: { [failed('TypeError', 'high')]: 2, [failed('RangeError', 'high')]: 1 },
    actions: { [done('GET', '/users/:id')]: 2, [done('GET', '/api/orders/:id')]: 1 },
  },
  {
    what: 'what is the fault of the client',
    build: (app) => {
      app.post('/a', fail(Object.assign(new TypeError(), { statusCode: 422 })));
      app.get('/b', (_request, reply) => reply.code(409).send(new URIError()));
      app.get(
        '/c',
        { schema: { querystring: { type: 'object', required: ['q'] } } },
        async () => 'never',
      );
    },
    requests: ['POST /a', 'GET /b', 'GET /c'],
    statuses: [422, 409, 400],
    errors: {
      [failed('TypeError', 'medium')]: 1,
      [failed('URIError', 'medium')]: 1,
      [failed('Error', 'medium')]: 1,
    },
    actions: { [done('POST', '/a')]: 1, [done('GET', '/b')]: 1, [done('GET', '/c')]: 1 },
  },
  {
    what: 'an error before any route',
    build: (app) => app.addHook('onRequest', fail(new RangeError())),
    requests: ['GET /missing'],
    statuses: [500],
    errors: { [failed('RangeError', 'high')]: 1 },
    actions: { [done('GET', 'unmatched')]: 1 },
  },
  {
    what: "once what the app's own handler answers, or fails at",
    build: (app) => {
      app.setErrorHandler((error) => {
        throw error;
      });
      app.get('/a', fail(new EvalError()));
    },
    requests: ['GET /a'],
    statuses: [500],
    errors: { [failed('EvalError', 'high')]: 1 },
    actions: { [done('GET', '/a')]: 1 },
  },
  {
    what: 'an error that the app throws again and again, in each request once',
    build: (app) => app.get('/a', fail(new URIError('constant'))),
    requests: ['GET /a', 'GET /a', 'GET /a'],
    statuses: [500, 500, 500],
    errors: { [failed('URIError', 'high')]: 3 },
    actions: { [done('GET', '/a')]: 3 },
  },
  {
    what: 'what the app has recorded itself only as an action',
    build: (app) =>
      app.get('/a', async () => {
        const error = new EvalError();
        errors.record(error, { severity: 'low', component: 'mine' });
        throw error;
      }),
    requests: ['GET /a'],
    statuses: [500],
    errors: { [failed('EvalError', 'low', 'mine')]: 1 },
    actions: { [done('GET', '/a')]: 1 },
  },
  {
    what: 'nothing of what does not fail',
    build: (app) => app.get('/a', async () => 'ok'),
    requests: ['GET /a', 'GET /missing'],
    statuses: [200, 404],
    errors: {},
    actions: {},
  },
];

describe('the plugin counts', () => {
  it.each(CASES)('$what', async ({ build, requests, statuses, errors, actions }) => {
    await app.register(fastifyErrorMetrics);
    build(app);
    const counted = await countedRequests(async () => {
      expect(await send(requests)).toEqual(statuses);
    });
    expect(counted).toEqual({ errors, actions });
  });

  it('under the component that it is told, once where it is registered twice', async () => {
    await app.register(fastifyErrorMetrics, { component: 'shop' });
    await app.register(async (inner) => {
      await inner.register(fastifyErrorMetrics, { component: 'inner' });
      inner.get('/a', fail(new TypeError()));
    });
    const { errors, actions } = await countedRequests(() => send(['GET /a']));
    expect(errors).toEqual({ [failed('TypeError', 'high', 'shop')]: 1 });
    expect(actions).toEqual({ [done('GET', '/a')]: 1 });
  });
});

it('a component that is none fails where the plugin is registered', async () => {
  await expect(app.register(fastifyErrorMetrics, { component: 7 as never })).rejects.toMatchObject({
    code: 'ACME_METRICS_INVALID_OPTION',
  });
});
