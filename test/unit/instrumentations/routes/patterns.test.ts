import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createMatchPath } from '../../../../src/config/path-patterns.ts';
import { httpServerObserver } from '../../../../src/instrumentations/http/http-server.ts';
import { pathOf } from '../../../../src/instrumentations/routes/request-path.ts';
import { setRoute } from '../../../../src/instrumentations/routes/set-route.ts';
import { record } from '../http/recording.ts';
import { lastRequest, serve, type TestServer, talk } from '../http/traffic.ts';

const PATTERNS = ['/users/me', '/users/:id', '/files/*path', '/item{/:id}'];

describe('patterns', () => {
  const matchPath = createMatchPath(PATTERNS);

  it.each([
    ['/users/me', '/users/me'],
    ['/users/7', '/users/:id'],
    ['/Users/7/', '/users/:id'],
    ['/users/%E0%A4%A', '/users/:id'],
    ['/files/a/b/c', '/files/*path'],
    ['/item', '/item{/:id}'],
    ['/users', undefined],
    ['/users/7/orders', undefined],
    ['', undefined],
  ])('%s is %s', (path, expected) => {
    expect(matchPath(path)).toBe(expected);
  });

  it('answer every text with a pattern or nothing, and never throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webPath({ size: 'medium' })), (path) => {
        expect([undefined, ...PATTERNS]).toContain(matchPath(path));
      }),
    );
  });
});

describe('the path of a request', () => {
  it.each([
    [{ url: '/a/b?c=d' }, '/a/b'],
    [{ url: '/a#b' }, '/a'],
    [{ url: 'http://example.com/a?b' }, '/a'],
    [{ url: 'http://example.com' }, '/'],
    [{ url: '*' }, '*'],
    [{}, '/'],
    [{ url: '/b', originalUrl: '/a/b?c' }, '/a/b'],
    [{ url: '/b', originalUrl: 7 }, '/b'],
  ])('of %j is %s', (request, expected) => {
    expect(pathOf(request)).toBe(expected);
  });
});

describe('a plain http app', () => {
  let server: TestServer | undefined;
  afterEach(() => server?.close());

  it('has the routes of its patterns, of setRoute before them, and no raw path', async () => {
    const recording = record(httpServerObserver, { httpRoutes: PATTERNS });
    server = await serve((request, response) => {
      if (request.url === '/users/9') setRoute(request, '/users/:nine');
      response.end();
    });
    for (const path of ['/users/1', '/users/2?x=/users/me', '/users/9', '/raw/path/4711']) {
      await talk(server.port, lastRequest(`GET ${path}`));
    }
    recording.stop();
    const routes = recording
      .rows('http.server.request.duration')
      .map(([attributes, count]) => [attributes['http.route'], count]);
    expect(routes).toEqual([
      ['/users/:id', 2],
      ['/users/:nine', 1],
      [undefined, 1],
    ]);
  });
});
