import type { RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import type { ErrorRequestHandler } from 'express';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { lendRoutes } from '../../../../src/agent/lend-routes.ts';
import { setLogLevel } from '../../../../src/foundation/log.ts';
import { watchExpress } from '../../../../src/instrumentations/routes/express.ts';
import { errors } from '../../../../src/instruments/errors/errors.ts';
import { expressErrorMetrics } from '../../../../src/instruments/errors/express-error-metrics.ts';
import { processMetrics } from '../../../../src/pipeline/process-metrics.ts';
import { serve, type TestServer } from '../../instrumentations/http/traffic.ts';
import { countedRequests } from './counted-requests.ts';

setLogLevel('none');

type Express = typeof import('express');
type App = ReturnType<Express>;

const require = createRequire(import.meta.url);
let server: TestServer | undefined;
afterEach(() => server?.close());

class PaymentError extends Error {}

/** Requests, as `GET /path`, and the statuses of their answers. */
async function send(app: RequestListener, requests: readonly string[]): Promise<number[]> {
  await server?.close();
  server = await serve(app);
  const statuses: number[] = [];
  for (const request of requests) {
    const [method = '', path = ''] = request.split(' ');
    statuses.push((await fetch(`${server.url}${path}`, { method })).status);
  }
  return statuses;
}

/** What an agent does; Express has to load once more to be seen. Returns what ends it. */
function watch(): () => void {
  for (const file of Object.keys(require.cache)) {
    if (/\/(express4?|router)\//.test(file)) delete require.cache[file];
  }
  const stops = [watchExpress(), lendRoutes(processMetrics(), { httpRoutes: [] } as never)];
  return () => {
    for (const stop of stops) stop();
    expect(processMetrics().routeOf).toBeUndefined();
  };
}

/** Answers without Express's own printing of errors. */
const answer: ErrorRequestHandler = (error, _request, response, _next) => {
  response.status(error?.status ?? error?.statusCode ?? 500).send('failed');
};

interface Case {
  readonly what: string;
  readonly build: (app: App, express: Express) => void;
  readonly requests: readonly string[];
  readonly statuses: readonly number[];
  readonly errors: Readonly<Record<string, number>>;
  readonly actions: Readonly<Record<string, number>>;
}

const fail = (error: unknown) => () => {
  throw error;
};
const failed = (type: string, severity: string, component = 'express') =>
  `component=${component},severity=${severity},type=${type}`;
const done = (action: string, endpoint: string) => `action=${action},endpoint=${endpoint}`;

/** Of Express 4 and 5, with and without an agent. */
const CASES: readonly Case[] = [
  {
    what: 'errors of one route by its template',
    build: (app) => {
      app.get('/users/:id', (request) => {
        throw new PaymentError(`user ${request.params.id}`);
      });
      app.use(expressErrorMetrics(), answer);
    },
    requests: ['GET /users/1', 'GET /users/2'],
    statuses: [500, 500],
    errors: { [failed('PaymentError', 'high')]: 2 },
    actions: { [done('GET', '/users/:id')]: 2 },
  },
  {
    what: 'what is the fault of the client, by status and by statusCode',
    build: (app) => {
      app.post('/a', fail(Object.assign(new TypeError(), { status: 422 })));
      app.put('/b', fail(Object.assign(new TypeError(), { statusCode: 404 })));
      app.use(expressErrorMetrics({ component: 'orders' }), answer);
    },
    requests: ['POST /a', 'PUT /b'],
    statuses: [422, 404],
    errors: { [failed('TypeError', 'medium', 'orders')]: 2 },
    actions: { [done('POST', '/a')]: 1, [done('PUT', '/b')]: 1 },
  },
  {
    what: 'a status that the response has already',
    build: (app) => {
      app.get('/a', (_request, response) => {
        response.status(409);
        throw new Error();
      });
      app.use(expressErrorMetrics(), ((_error, _request, response, _next) => {
        response.end();
      }) satisfies ErrorRequestHandler);
    },
    requests: ['GET /a'],
    statuses: [409],
    errors: { [failed('Error', 'medium')]: 1 },
    actions: { [done('GET', '/a')]: 1 },
  },
  {
    what: 'an error before any route',
    build: (app) => {
      app.use(fail(new RangeError()));
      app.use(expressErrorMetrics(), answer);
    },
    requests: ['DELETE /users/1'],
    statuses: [500],
    errors: { [failed('RangeError', 'high')]: 1 },
    actions: { [done('DELETE', 'unmatched')]: 1 },
  },
  {
    what: 'once what passes several, the first component too',
    build: (app, express) => {
      const router = express.Router();
      router.use(fail(new SyntaxError()), expressErrorMetrics({ component: 'inner' }));
      app.use('/api', router, expressErrorMetrics({ component: 'outer' }));
      app.use(expressErrorMetrics(), answer);
    },
    requests: ['GET /api/1'],
    statuses: [500],
    errors: { [failed('SyntaxError', 'high', 'inner')]: 1 },
    actions: { [done('GET', 'unmatched')]: 1 },
  },
  {
    what: 'once also a text, for each request',
    build: (app) => {
      app.get('/a', (_request, _response, next) => next('no error at all'));
      app.use(expressErrorMetrics(), expressErrorMetrics(), answer);
    },
    requests: ['GET /a', 'GET /a'],
    statuses: [500, 500],
    errors: { [failed('_OTHER', 'high')]: 2 },
    actions: { [done('GET', '/a')]: 2 },
  },
  {
    what: 'an error that the app throws again and again, in each request once',
    build: (app) => {
      app.get('/a', fail(new URIError('constant')));
      app.use(expressErrorMetrics(), expressErrorMetrics(), answer);
    },
    requests: ['GET /a', 'GET /a', 'GET /a'],
    statuses: [500, 500, 500],
    errors: { [failed('URIError', 'high')]: 3 },
    actions: { [done('GET', '/a')]: 3 },
  },
  {
    what: 'one that the app records and passes on, again and again, by its record alone',
    build: (app) => {
      const error = new URIError('constant');
      app.get('/a', (_request, _response, next) => {
        errors.record(error, { severity: 'low', component: 'mine' });
        next(error);
      });
      app.use(expressErrorMetrics(), expressErrorMetrics(), answer);
    },
    requests: ['GET /a', 'GET /a', 'GET /a'],
    statuses: [500, 500, 500],
    errors: { [failed('URIError', 'low', 'mine')]: 3 },
    actions: { [done('GET', '/a')]: 3 },
  },
  {
    what: 'what the app has recorded itself only as an action',
    build: (app) => {
      app.get('/a', () => {
        const error = new EvalError();
        errors.record(error, { severity: 'low', component: 'mine' });
        throw error;
      });
      app.use(expressErrorMetrics(), answer);
    },
    requests: ['GET /a'],
    statuses: [500],
    errors: { [failed('EvalError', 'low', 'mine')]: 1 },
    actions: { [done('GET', '/a')]: 1 },
  },
  {
    what: 'another error that takes the place of the first one, in one action',
    build: (app) => {
      app.get('/a', fail(new EvalError()));
      app.use(expressErrorMetrics(), ((_error, _request, _response, next) => {
        next(new URIError());
      }) satisfies ErrorRequestHandler);
      app.use(expressErrorMetrics(), answer);
    },
    requests: ['GET /a'],
    statuses: [500],
    errors: { [failed('EvalError', 'high')]: 1, [failed('URIError', 'high')]: 1 },
    actions: { [done('GET', '/a')]: 1 },
  },
  {
    what: 'a method that only the client knows as none of ours',
    build: (app) => {
      app.use((request, _response, next) => {
        request.method = 'user 42';
        next(new Error());
      });
      app.use(expressErrorMetrics(), answer);
    },
    requests: ['GET /a'],
    statuses: [500],
    errors: { [failed('Error', 'high')]: 1 },
    actions: { [done('_OTHER', 'unmatched')]: 1 },
  },
  {
    what: 'nothing of what does not fail',
    build: (app) => {
      app.get('/a', (_request, response) => void response.send('ok'));
      app.use(expressErrorMetrics(), answer);
    },
    requests: ['GET /a', 'GET /missing'],
    statuses: [200, 404],
    errors: {},
    actions: {},
  },
];

describe.each([
  { name: 'express4', setting: 'without an agent', isWatched: false },
  { name: 'express', setting: 'without an agent', isWatched: false },
  { name: 'express4', setting: 'with an agent', isWatched: true },
  { name: 'express', setting: 'with an agent', isWatched: true },
])('$name $setting', ({ name, isWatched }) => {
  let express: Express;
  beforeAll(() => {
    const stop = isWatched ? watch() : undefined;
    express = require(name) as Express;
    return stop;
  });

  it.each(CASES)('counts $what', async ({ build, requests, statuses, errors, actions }) => {
    const app = express();
    build(app, express);
    const counted = await countedRequests(async () => {
      expect(await send(app, requests)).toEqual(statuses);
    });
    expect(counted).toEqual({ errors, actions });
  });

  it(`knows ${isWatched ? 'the' : 'no'} template of a mounted router`, async () => {
    const app = express();
    const router = express.Router().get('/:id', fail(new Error()));
    app.use('/users/:user/orders', router);
    app.use('/orders', router);
    app.use(expressErrorMetrics(), answer);
    const { actions } = await countedRequests(() =>
      send(app, ['GET /users/42/orders/1', 'GET /orders/1']),
    );
    expect(actions).toEqual(
      isWatched
        ? { [done('GET', '/users/:user/orders/:id')]: 1, [done('GET', '/orders/:id')]: 1 }
        : { [done('GET', 'unmatched')]: 2 },
    );
  });

  it('passes on the very error, and the app that is mounted is part of it', async () => {
    const error = new Error('the very one');
    const app = express();
    const inner = express().get('/:id', fail(error));
    inner.use(expressErrorMetrics());
    const seen: unknown[] = [];
    app.use('/inner', inner);
    app.use(((one, _request, response, _next) => {
      seen.push(one);
      response.end();
    }) satisfies ErrorRequestHandler);
    const { actions } = await countedRequests(() => send(app, ['GET /inner/1']));
    expect(seen).toEqual([error]);
    expect(seen[0]).toBe(error);
    expect(actions).toEqual({ [done('GET', isWatched ? '/inner/:id' : 'unmatched')]: 1 });
  });
});

it('never throws, whatever it is given, and always passes on', () => {
  const passed: unknown[] = [];
  const next = (error?: unknown) => passed.push(error);
  const hostile = new Proxy(
    {},
    {
      get() {
        throw new Error('hostile');
      },
    },
  );
  const countErrors = expressErrorMetrics();
  expect(countErrors).toHaveLength(4);
  for (const [error, request] of [
    [hostile, {}],
    [new Error(), hostile],
    [new Error(), null],
    [null, undefined],
  ] as [unknown, object][]) {
    countErrors(error, request, hostile, next);
  }
  expect(passed).toHaveLength(4);
});

it('counts an error whose status throws where it is read', async () => {
  const error = Object.defineProperty(new RangeError(), 'status', {
    get() {
      throw new Error('not to be read');
    },
  });
  const response = { statusCode: 200 };
  const counted = await countedRequests(async () =>
    expressErrorMetrics()(error, { method: 'GET' }, response, () => {}),
  );
  expect(counted).toEqual({
    errors: { [failed('RangeError', 'high')]: 1 },
    actions: { [done('GET', 'unmatched')]: 1 },
  });
});

it.each([7, '', null, {}])('takes no component %o', (component) => {
  expect(() => expressErrorMetrics({ component: component as never })).toThrow(
    expect.objectContaining({ code: 'ACME_METRICS_INVALID_OPTION' }),
  );
});
