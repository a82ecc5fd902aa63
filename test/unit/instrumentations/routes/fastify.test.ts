import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpServerObserver } from '../../../../src/instrumentations/http/http-server.ts';
import { setRoute } from '../../../../src/instrumentations/routes/set-route.ts';
import { type Recording, record } from '../http/recording.ts';
import { lastRequest, talk } from '../http/traffic.ts';

let recording: Recording;
let app: FastifyInstance;

beforeEach(() => {
  recording = record(httpServerObserver);
});

afterEach(async () => {
  await app.close();
  recording.stop();
});

interface Case {
  readonly what: string;
  readonly build: (app: FastifyInstance) => void;
  readonly request: string;
  readonly expected: { readonly route?: string; readonly status: number };
}

const CASES: readonly Case[] = [
  {
    what: 'a route',
    build: (app) => app.get('/users/:id', async () => 'ok'),
    request: 'GET /users/1?token=secret',
    expected: { route: '/users/:id', status: 200 },
  },
  {
    what: 'HEAD through a route for GET',
    build: (app) => app.get('/users/:id', async () => 'ok'),
    request: 'HEAD /users/1',
    expected: { route: '/users/:id', status: 200 },
  },
  {
    what: 'nested plugins with prefixes',
    build: (app) =>
      app.register(
        async (api) => {
          api.register(async (orders) => orders.get('/:id', async () => 'ok'), {
            prefix: '/orders',
          });
        },
        { prefix: '/api/:tenant' },
      ),
    request: 'GET /api/acme/orders/7',
    expected: { route: '/api/:tenant/orders/:id', status: 200 },
  },
  {
    what: 'a request that a hook of the app refuses',
    build: (app) => {
      app.addHook('onRequest', async (_request, reply) => reply.code(401).send());
      app.get('/users/:id', async () => 'never');
    },
    request: 'GET /users/1',
    expected: { route: '/users/:id', status: 401 },
  },
  {
    what: 'a request that a hook of a plugin refuses',
    build: (app) =>
      app.register(async (plugin) => {
        plugin.addHook('onRequest', (_request, reply) => {
          reply.code(403).send();
        });
        plugin.get('/users/:id', async () => 'never');
      }),
    request: 'GET /users/1',
    expected: { route: '/users/:id', status: 403 },
  },
  {
    what: 'an error in the handler',
    build: (app) =>
      app.get('/users/:id', async () => {
        throw new Error('no');
      }),
    request: 'GET /users/1',
    expected: { route: '/users/:id', status: 500 },
  },
  {
    what: 'a body that does not fit the schema',
    build: (app) =>
      app.post('/users', { schema: { body: { type: 'object' } } }, async () => 'never'),
    request: 'POST /users',
    expected: { route: '/users', status: 400 },
  },
  {
    what: 'a path that matches no route',
    build: (app) => app.get('/users', async () => 'never'),
    request: 'GET /private/4711',
    expected: { status: 404 },
  },
  {
    what: 'a method that matches no route',
    build: (app) => app.get('/users', async () => 'never'),
    request: 'DELETE /users',
    expected: { status: 404 },
  },
  {
    what: 'malformed percent-encoding',
    build: (app) => app.get('/users/:id', async () => 'never'),
    request: 'GET /users/%E0%A4%A',
    expected: { status: 400 },
  },
  {
    what: 'setRoute, which wins',
    build: (app) =>
      app.get('/graphql', async (request) => {
        setRoute(request.raw, '/graphql/orders');
        return 'ok';
      }),
    request: 'GET /graphql',
    expected: { route: '/graphql/orders', status: 200 },
  },
];

describe('Fastify 5', () => {
  it.each(CASES)('$what', async ({ build, request, expected }) => {
    app = Fastify();
    build(app);
    await app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.addresses()[0] as { port: number };
    await talk(port, lastRequest(request));
    const [row, ...others] = recording.rows('http.server.request.duration');
    expect(others).toEqual([]);
    expect(row).toEqual([
      expect.objectContaining({ 'http.response.status_code': expected.status }),
      1,
    ]);
    expect(row?.[0]['http.route']).toBe(expected.route);
  });

  it('leaves a route that was set before routing', async () => {
    app = Fastify({
      rewriteUrl(request) {
        setRoute(request, '/legacy/users/:id');
        return '/users/1';
      },
    });
    app.get('/users/:id', async () => 'ok');
    await app.listen({ port: 0, host: '127.0.0.1' });
    await talk((app.addresses()[0] as { port: number }).port, lastRequest('GET /legacy/users/1'));
    const [[attributes] = []] = recording.rows('http.server.request.duration');
    expect(attributes?.['http.route']).toBe('/legacy/users/:id');
  });

  it('is left alone once the observer is stopped', async () => {
    recording.stop();
    app = Fastify();
    app.get('/users/:id', async () => 'ok');
    expect((await app.inject('/users/1')).body).toBe('ok');
    expect(app.printRoutes({ includeHooks: true })).not.toContain('onRequest');
  });
});
