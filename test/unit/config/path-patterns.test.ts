import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMatchPath } from '../../../src/config/path-patterns.ts';

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
