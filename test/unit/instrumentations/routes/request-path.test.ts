import { describe, expect, it } from 'vitest';
import { pathOf } from '../../../../src/instrumentations/routes/request-path.ts';

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
