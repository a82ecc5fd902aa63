import { describe, expect, it } from 'vitest';
import { plain } from '../../../src/server/answer.ts';
import { type Route, routeFor } from '../../../src/server/route.ts';

const ROUTES = ['/', '/metrics', '/metrics/stats', '/metrics/{name}'].map(
  (path): Route => ({ path, summary: '', audience: 'anyone', answer: () => plain(200, path) }),
);

describe('the route of a path', () => {
  it.each([
    ['/', '/', undefined],
    ['/metrics', '/metrics', undefined],
    ['/metrics/stats', '/metrics/stats', undefined],
    ['/metrics/up', '/metrics/{name}', 'up'],
    ['/metrics/a.b', '/metrics/{name}', 'a.b'],
    ['/metrics/a%2Fb', '/metrics/{name}', 'a/b'],
    ['/metrics/{name}', '/metrics/{name}', undefined],
    ['/metrics/', undefined, undefined],
    ['/metrics/%', undefined, undefined],
    ['/metrics/a/b', undefined, undefined],
    ['/other/up', undefined, undefined],
    ['/{name}', undefined, undefined],
  ])('%s', (path, expected, name) => {
    const match = routeFor(ROUTES, path, 'GET');
    expect(match?.route.path).toBe(expected);
    expect(match?.name).toBe(name);
  });
});

describe('the method', () => {
  const reset: Route = { ...(ROUTES[0] as Route), path: '/metrics/reset', method: 'POST' };
  it.each([
    ['POST', '/metrics/reset', '/metrics/reset'],
    ['GET', '/metrics/reset', '/metrics/{name}'],
    ['HEAD', '/metrics/reset', '/metrics/{name}'],
    ['PUT', '/metrics/reset', '/metrics/reset'],
    ['POST', '/metrics/up', '/metrics/{name}'],
    ['POST', '/metrics', '/metrics'],
  ])('%s %s leads to %s', (method, path, expected) => {
    expect(routeFor([...ROUTES, reset], path, method)?.route.path).toBe(expected);
  });
});
