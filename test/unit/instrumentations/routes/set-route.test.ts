import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REQUEST_ROUTE } from '../../../../src/instrumentations/routes/request-route.ts';
import { setRoute } from '../../../../src/instrumentations/routes/set-route.ts';

type Request = Record<symbol, unknown>;

describe('setRoute', () => {
  it.each([
    ['a template', '/users/:id', '/users/:id'],
    ['200 characters', `/${'a'.repeat(199)}`, `/${'a'.repeat(199)}`],
    ['201 characters', `/${'a'.repeat(200)}`, undefined],
    ['a text without a slash in front', 'users/:id', undefined],
    ['an empty text', '', undefined],
    ['a path with a query', '/users?id=7', undefined],
    ['a number', 7, undefined],
    ['nothing', undefined, undefined],
  ])('given %s', (_what, route, expected) => {
    const request: Request = {};
    setRoute(request, route as string);
    expect(request[REQUEST_ROUTE]).toBe(expected);
  });

  it('lets the last call count', () => {
    const request: Request = {};
    setRoute(request, '/first');
    setRoute(request, '/second');
    setRoute(request, 'ignored');
    expect(request[REQUEST_ROUTE]).toBe('/second');
  });

  it('never throws', () => {
    const frozen = Object.freeze({});
    expect(() => setRoute(frozen, '/a')).not.toThrow();
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (request, route) => {
        setRoute(request as object, route as string);
      }),
    );
  });
});
