import { describe, expect, it } from 'vitest';
import { isFirstCount } from '../../../src/foundation/counted-errors.ts';

describe('an error is counted first once', () => {
  it.each<[string, unknown]>([
    ['an error', new Error('one')],
    ['a frozen one', Object.freeze(new Error('cold'))],
    ['an object', {}],
    ['an object without prototype', Object.create(null)],
    ['a function', () => {}],
    ['a revoked proxy', revokedProxy()],
  ])('%s', (_title, thrown) => {
    expect([isFirstCount(thrown), isFirstCount(thrown)]).toEqual([true, false]);
  });

  it.each([undefined, null, 0, '', 'text', true, 1n, Symbol.for('x')])(
    'but %s each time, since it is like any other',
    (thrown) => {
      expect([isFirstCount(thrown), isFirstCount(thrown)]).toEqual([true, true]);
    },
  );

  it('another one of the same class and message is another one', () => {
    expect([isFirstCount(new Error('same')), isFirstCount(new Error('same'))]).toEqual([
      true,
      true,
    ]);
  });

  it('and nothing is written on it', () => {
    const error = new Error('mine');
    const before = Reflect.ownKeys(error);
    isFirstCount(error);
    expect(Reflect.ownKeys(error)).toEqual(before);
  });
});

function revokedProxy(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
