import type { RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ErrorRequestHandler, RequestHandler, Router } from 'express';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { httpServerObserver } from '../../../../src/instrumentations/http/http-server.ts';
import { setRoute } from '../../../../src/instrumentations/routes/set-route.ts';
import { type Recording, record } from '../http/recording.ts';
import { lastRequest, serve, type TestServer, talk } from '../http/traffic.ts';

type Express = typeof import('express');
type App = ReturnType<Express>;

const require = createRequire(import.meta.url);
const DURATION = 'http.server.request.duration';

let recording: Recording;
let server: TestServer | undefined;

afterEach(async () => {
  await server?.close();
  recording.stop();
});

/** Builds an app, sends it requests, and says how often each route was counted. */
async function routesOf(
  app: RequestListener,
  requests: readonly string[],
): Promise<Record<string, number>> {
  await server?.close();
  recording?.stop();
  recording = record(httpServerObserver);
  server = await serve(app);
  for (const request of requests) {
    const line = request.startsWith('/') ? `GET ${request}` : request;
    await talk(server.port, lastRequest(line));
  }
  const counts: Record<string, number> = {};
  for (const [attributes, count] of recording.rows(DURATION)) {
    const route = String(attributes['http.route'] ?? 'none');
    counts[route] = (counts[route] ?? 0) + count;
  }
  return counts;
}

interface Case {
  readonly what: string;
  readonly build: (app: App, express: Express) => void;
  readonly requests: readonly string[];
  readonly expected: Readonly<Record<string, number>>;
}

/** Answers with nothing. */
const ok = (_request: unknown, response: { end(): void }) => response.end();

/** What Express 4 and 5 have in common. */
const CASES: readonly Case[] = [
  {
    what: 'a route of the app, with and without query',
    build: (app) => app.get('/users/:id', ok),
    requests: ['/users/1', '/users/2?q=1', '/users/3/'],
    expected: { '/users/:id': 3 },
  },
  {
    what: 'the root',
    build: (app) => app.get('/', ok),
    requests: ['/', '/?x'],
    expected: { '/': 2 },
  },
  {
    what: 'a path that nobody handles',
    build: (app) => app.get('/users', ok),
    requests: ['/nothing/here', '/etc/passwd'],
    expected: { none: 2 },
  },
  {
    what: 'HEAD through a route for GET',
    build: (app) => app.get('/users/:id', ok),
    requests: ['HEAD /users/1'],
    expected: { '/users/:id': 1 },
  },
  {
    what: 'app.all and app.route',
    build: (app) => {
      app.all('/all/:id', ok);
      app.route('/chain/:id').get(ok).post(ok);
    },
    requests: ['DELETE /all/1', '/chain/1', 'POST /chain/2'],
    expected: { '/all/:id': 1, '/chain/:id': 2 },
  },
  {
    what: 'nested routers',
    build: (app, express) => {
      const [api, orders] = [express.Router(), express.Router()];
      orders.get('/', ok);
      orders.get('/:id', ok);
      api.use('/orders', orders);
      app.use('/api', api);
    },
    requests: ['/api/orders', '/api/orders/', '/api/orders/7', '/api/orders/8'],
    expected: { '/api/orders': 2, '/api/orders/:id': 2 },
  },
  {
    what: 'routes that are added after their router was mounted',
    build: (app, express) => {
      const [outer, inner] = [express.Router(), express.Router()];
      app.use('/outer', outer);
      outer.use('/inner', inner);
      inner.get('/late/:id', ok);
    },
    requests: ['/outer/inner/late/1'],
    expected: { '/outer/inner/late/:id': 1 },
  },
  {
    what: 'routers and apps in nested arrays, with and without a path',
    build: (app, express) => {
      const [router, admin] = [express.Router(), express()];
      router.get('/users/:id', ok);
      admin.get('/admins/:id', ok);
      const middleware: RequestHandler = (_request, _response, next) => next();
      app.use([middleware, [router], [[admin]]] as never);
      app.use('/api', [middleware, [router]] as never);
    },
    requests: ['/users/1', '/admins/1', '/api/users/1'],
    expected: { '/users/:id': 1, '/admins/:id': 1, '/api/users/:id': 1 },
  },
  {
    what: 'a mount path with a parameter, of which the raw text never shows',
    build: (app, express) => {
      const router = express.Router({ mergeParams: true });
      router.get('/users/:id', ok);
      router.get('/fails', (_request, _response, next) => next(new Error('no')));
      app.use('/tenants/:tenant', router);
    },
    requests: ['/tenants/acme/users/1', '/tenants/globex/users/2', '/tenants/initech/fails'],
    expected: { '/tenants/:tenant/users/:id': 2, '/tenants/:tenant/fails': 1 },
  },
  {
    what: 'an error that is passed on, thrown, or handled further up',
    build: (app, express) => {
      const [api, orders] = [express.Router(), express.Router()];
      orders.get('/next/:id', (_request, _response, next) => next(new Error('passed on')));
      orders.get('/throw/:id', () => {
        throw new Error('thrown');
      });
      api.use('/orders', orders);
      app.use('/api', api);
      app.use(((_error, _request, response, _next) => {
        response.status(500).end();
      }) as ErrorRequestHandler);
    },
    requests: ['/api/orders/next/1', '/api/orders/throw/2'],
    expected: { '/api/orders/next/:id': 1, '/api/orders/throw/:id': 1 },
  },
  {
    what: 'an app on an app',
    build: (app, express) => {
      const [admin, reports] = [express(), express()];
      const router = express.Router();
      router.get('/:year', ok);
      reports.use('/by-year', router);
      admin.use('/reports', reports);
      admin.get('/users/:id', (_request, _response, next) => next(new Error('no')));
      app.use('/admin', admin);
      app.get('/users/:id', ok);
    },
    requests: ['/admin/reports/by-year/2026', '/admin/users/1', '/users/1'],
    expected: { '/admin/reports/by-year/:year': 1, '/admin/users/:id': 1, '/users/:id': 1 },
  },
  {
    what: 'an app on a router',
    build: (app, express) => {
      const admin = express();
      admin.get('/users/:id', ok);
      const router = express.Router();
      router.use('/admin', admin);
      app.use('/api', router);
    },
    requests: ['/api/admin/users/1'],
    expected: { '/api/admin/users/:id': 1 },
  },
  {
    what: 'a router that is mounted twice',
    build: (app, express) => {
      const router = express.Router();
      router.get('/users/:id', ok);
      app.use('/v1', router);
      app.use('/v2/:region', router);
    },
    requests: ['/v1/users/1', '/v2/eu/users/1', '/v2/us/users/2'],
    expected: { '/v1/users/:id': 1, '/v2/:region/users/:id': 2 },
  },
  {
    what: 'several paths for one route and one mount',
    build: (app, express) => {
      const router = express.Router();
      router.get(['/one/:id', '/two/:id'], ok);
      app.use(['/a', '/b'], router);
    },
    requests: ['/a/one/1', '/a/two/2', '/b/one/3', '/b/one/4'],
    expected: { '/a/one/:id': 1, '/a/two/:id': 1, '/b/one/:id': 2 },
  },
  {
    what: 'paths that only a strict or case-sensitive router tells apart',
    build: (app, express) => {
      const router = express.Router({ strict: true, caseSensitive: true });
      router.get(['/x', '/x/', '/X'], ok);
      app.use(router);
    },
    requests: ['/x', '/x/', '/X'],
    expected: { '/x': 1, '/x/': 1, '/X': 1 },
  },
  {
    what: 'a mount path that matches only the first letters of a segment, and so does not match',
    build: (app, express) => {
      const router = express.Router();
      router.get(/^\/$|.+/, ok);
      app.use(/\/v\d/, router);
      app.use('/v12', router);
    },
    requests: ['/v12/users', '/v12', '/v1'],
    expected: { '/v12/^\\/$|.+/': 2, '/\\/v\\d/^\\/$|.+/': 1 },
  },
  {
    what: 'a route that can be reached in more than a hundred ways as none',
    build: (app, express) => {
      const router = express.Router();
      router.get('/users', ok);
      const ten = (letter: string) => Array.from({ length: 11 }, (_, i) => `/${letter}${i}`);
      const outer = express.Router();
      outer.use(ten('b'), router);
      app.use(ten('a'), outer);
    },
    requests: ['/a0/b0/users'],
    expected: { none: 1 },
  },
  {
    what: 'regular expressions',
    build: (app, express) => {
      const router = express.Router();
      router.get('/users', ok);
      app.get(/^\/files\/(\d+)$/, ok);
      app.use(/\/v\d/, router);
    },
    requests: ['/files/1', '/files/2', '/v1/users', '/v2/users'],
    expected: { '/^\\/files\\/(\\d+)$/': 2, '/\\/v\\d/users': 2 },
  },
  {
    what: "next('route'), which goes on to the next route",
    build: (app) => {
      app.get('/users/:id', (_request, _response, next) => next('route'));
      app.get('/users/:name', ok);
    },
    requests: ['/users/1'],
    expected: { '/users/:name': 1 },
  },
  {
    what: 'router.param',
    build: (app, express) => {
      const router = express.Router();
      router.param('id', (_request, _response, next) => setImmediate(next));
      router.get('/:id', ok);
      app.use('/users', router);
    },
    requests: ['/users/1'],
    expected: { '/users/:id': 1 },
  },
  {
    what: 'a router behind a function of the app, which hides the mount path',
    build: (app, express) => {
      const router = express.Router();
      router.get('/users/:id', ok);
      app.use('/hidden/:secret', (request, response, next) => router(request, response, next));
      app.use((request, response, next) => router(request, response, next));
    },
    requests: ['/hidden/4711/users/1', '/users/1'],
    expected: { none: 1, '/users/:id': 1 },
  },
  {
    what: 'routers that are mounted in each other without end',
    build: (app, express) => {
      const router = express.Router();
      router.use('/again', router);
      router.get('/users', ok);
      app.use(router);
    },
    requests: ['/users', '/again/users', '/again/again/users'],
    expected: { '/users': 1, '/again/users': 1, '/again/again/users': 1 },
  },
  {
    what: 'no end of ways to a route, and does not go them',
    build: (app, express) => {
      const router = express.Router();
      router.get('/users', ok);
      for (let i = 0; i < 10; i++) router.use(`/again${i}`, router);
      app.use((request, response, next) => router(request, response, next));
    },
    requests: ['/users'],
    expected: { none: 1 },
  },
  {
    what: 'setRoute, which wins',
    build: (app) =>
      app.get('/graphql', (request, response) => {
        setRoute(request, '/graphql/orders');
        response.end();
      }),
    requests: ['/graphql'],
    expected: { '/graphql/orders': 1 },
  },
  {
    what: 'malformed percent-encoding',
    build: (app, express) => {
      const router = express.Router();
      router.get('/:id', ok);
      app.use('/a', router);
      app.use('/b', router);
      app.use(((_error, _request, response, _next) => {
        response.status(400).end();
      }) as ErrorRequestHandler);
    },
    requests: ['/a/%E0%A4%A'],
    expected: { none: 1 },
  },
];

/** Loads a copy of its own; whether it is observed depends on who watches at this moment. */
function load(name: string): Express {
  for (const file of Object.keys(require.cache)) {
    if (/node_modules\/(express4?|router)\//.test(file)) delete require.cache[file];
  }
  return require(name);
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

describe.each([
  { version: 4, name: 'express4' },
  { version: 5, name: 'express' },
])('Express $version', ({ name, version }) => {
  let express: Express;

  beforeAll(() => {
    const watching = record(httpServerObserver);
    express = load(name);
    watching.stop();
  });

  it.each(CASES)('knows $what', async ({ build, requests, expected }) => {
    const app = express();
    app.set('env', 'test');
    build(app, express);
    expect(await routesOf(app, requests)).toEqual(expected);
  });

  it('knows the syntax of its own version', async () => {
    const app = express();
    app.get(version === 4 ? '/files/*' : '/files/*path', ok);
    app.get(version === 4 ? '/item/:id?' : '/item{/:id}', ok);
    const routes = await routesOf(app, ['/files/a/b', '/item', '/item/1']);
    expect(routes).toEqual(
      version === 4 ? { '/files/*': 1, '/item/:id?': 2 } : { '/files/*path': 1, '/item{/:id}': 2 },
    );
  });

  it('knows a route whose path was rewritten before Express', async () => {
    const app = express();
    app.get('/users/:id', ok);
    const routes = await routesOf(
      (request, response) => {
        Object.assign(request, { originalUrl: request.url, url: '/users/1' });
        app(request as never, response as never);
      },
      ['/short-link'],
    );
    expect(routes).toEqual({ '/users/:id': 1 });
  });

  it('knows a mount that comes after the first request', async () => {
    const app = express();
    const router = express.Router();
    router.get('/users/:id', ok);
    router.get('/mount', (_request, response) => {
      app.use('/late/:when', router);
      response.end();
    });
    app.use('/early', router);
    const routes = await routesOf(app, ['/early/users/1', '/early/mount', '/late/now/users/1']);
    expect(routes).toEqual({
      '/early/users/:id': 1,
      '/early/mount': 1,
      '/late/:when/users/:id': 1,
    });
  });

  it('says nothing of an app that an app of another copy has mounted', async () => {
    const [app, other] = [express(), load(name)()];
    app.get('/users/:id', ok);
    other.use('/hidden/:secret', app);
    expect(await routesOf(other, ['/hidden/4711/users/1'])).toEqual({ none: 1 });
  });

  it('lets routers go that were swapped for others, although they mounted one that stays', async () => {
    const shared = express.Router();
    shared.get('/users/:id', ok);
    let current: RequestListener = () => {};
    const swapped: WeakRef<Router>[] = [];
    const reload = () => {
      const router = express.Router();
      router.use('/api', shared);
      current = (request, response) => router(request as never, response as never, () => {});
      swapped.push(new WeakRef(router));
    };
    for (let i = 0; i < 50; i++) reload();
    const app: RequestListener = (request, response) => current(request, response);
    expect(await routesOf(app, ['/api/users/1'])).toEqual({ '/api/users/:id': 1 });
    await expect
      .poll(() => {
        collectGarbage();
        return swapped.filter((router) => router.deref() !== undefined).length;
      })
      .toBe(1);
    expect(await routesOf(app, ['/api/users/1'])).toEqual({ '/api/users/:id': 1 });
  });

  it('knows a router that is mounted anew for each request, each time', async () => {
    const shared = express.Router();
    shared.get('/users/:id', ok);
    const app = express();
    app.use((request, response, next) => {
      const router = express.Router();
      router.use('/api', shared);
      router(request, response, next);
    });
    const requests = Array<string>(250).fill('/api/users/1');
    expect(await routesOf(app, requests)).toEqual({ '/api/users/:id': 250 });
  });

  it('knows a router that is mounted on the same one over and over', async () => {
    const shared = express.Router();
    shared.get('/users/:id', ok);
    const router = express.Router();
    for (let i = 0; i < 150; i++) {
      router.stack.length = 0;
      router.use(['/api', /\/v\d/], shared);
    }
    const app = express();
    app.use(router);
    const requests = ['/api/users/1', '/v1/users/1'];
    expect(await routesOf(app, requests)).toEqual({ '/api/users/:id': 1, '/\\/v\\d/users/:id': 1 });
  });

  it('says nothing of a mount that is one too many to be kept', async () => {
    const shared = express.Router();
    shared.get('/users/:id', ok);
    const app = express();
    app.use('/first', shared);
    for (let i = 0; i < 100; i++) {
      const router = express.Router();
      router.use('/in', shared);
      app.use('/other', router);
    }
    const requests = ['/first/users/1', '/other/in/users/1'];
    expect(await routesOf(app, requests)).toEqual({ none: 1, '/other/in/users/:id': 1 });
  });

  it('finds the way to a route once, although routers are made for each request', async () => {
    let searches = 0;
    const pattern = Object.assign(/^\/users$/, {
      toString: () => {
        searches++;
        return '/users';
      },
    });
    const app = express();
    app.use((request, response, next) => {
      const router = express.Router();
      router.get('/other', ok);
      router(request, response, next);
    });
    const users = express.Router();
    users.get(pattern, ok);
    app.use('/api', users);
    const before = searches;
    expect(await routesOf(app, Array<string>(5).fill('/api/users'))).toEqual({ '/api/users': 5 });
    expect(searches - before).toBe(1);
  });

  it('keeps what the app sees of the methods', () => {
    const plain = load(name);
    for (const method of ['use', 'route'] as const) {
      const [ours, theirs] = [express.application[method], plain.application[method]];
      expect([ours.name, ours.length]).toEqual([theirs.name, theirs.length]);
    }
    const app = express();
    expect(app.use(ok)).toBe(app);
    const router = express.Router();
    expect(router.use(ok)).toBe(router);
    expect(() => app.use()).toThrow(TypeError);
  });

  it('whose loading was not seen (a bundle) tells only the routes of the app itself', async () => {
    const plain = load(name);
    const app = plain();
    const router = plain.Router();
    router.get('/users/:id', ok);
    app.use('/tenants/:tenant', router);
    const admin = plain();
    admin.get('/users/:id', ok);
    app.use('/admin', admin);
    app.get('/orders/:id', ok);
    const requests = ['/tenants/acme/users/1', '/admin/users/1', '/orders/1', '/orders/2'];
    expect(await routesOf(app, requests)).toEqual({ none: 2, '/orders/:id': 2 });
  });
});

describe('the package router', () => {
  it('is known without Express', async () => {
    const watching = record(httpServerObserver);
    for (const file of Object.keys(require.cache)) {
      if (file.includes('/node_modules/router/')) delete require.cache[file];
    }
    const Router = require('router') as () => Router;
    watching.stop();
    const [root, users] = [Router(), Router()];
    users.get('/:id', ok);
    root.use('/users', users);
    const app: RequestListener = (request, response) =>
      root(request as never, response as never, () => {});
    expect(await routesOf(app, ['/users/1', '/users/2'])).toEqual({ '/users/:id': 2 });
  });
});
