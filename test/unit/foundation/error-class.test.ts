import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorClass, errorCodeOrClass } from '../../../src/foundation/error-class.ts';

class PaymentError extends TypeError {}
class InheritedNameError extends Error {
  override get name(): string {
    throw new Error('a name that cannot be read');
  }
}
class NamedError extends Error {
  override name = 'BillingError';
}

const withCode = (code: unknown) => Object.assign(new RangeError('no'), { code });
const named = (name: unknown) =>
  Object.defineProperty(new Error('secret'), 'name', { value: name });
const throwingName = () =>
  Object.defineProperty(new Error('secret'), 'name', {
    get() {
      throw new Error('a name that cannot be read');
    },
  });
const hostile = new Proxy(new Error('x'), {
  get() {
    throw new Error('trap');
  },
});

describe('the type of an error', () => {
  it.each([
    ['a class', new RangeError('secret'), 'RangeError'],
    ['a subclass', new PaymentError('card 4111'), 'PaymentError'],
    ['a name of its own', new NamedError(), 'BillingError'],
    ['an aborted fetch', new DOMException('stop', 'AbortError'), 'AbortError'],
    ['a name made at run time', Object.assign(new Error(), { name: 'order 17 failed' }), '_OTHER'],
    ['an anonymous class', new (class extends Error {})(), '_OTHER'],
    ['a very long name', Object.assign(new Error(), { name: 'E'.repeat(65) }), '_OTHER'],
    ['a name of its class, which is not asked for', new InheritedNameError(), 'InheritedNameError'],
    ['a name that is no string', named({ toString: () => 'Tricky' }), '_OTHER'],
    ['a name with a line end', named('Error\n'), '_OTHER'],
    ['a name that throws', throwingName(), '_OTHER'],
    ['an error of another realm', runInNewContext('new TypeError()'), 'TypeError'],
    ['a text', 'secret', '_OTHER'],
    ['an object that is no error', { name: 'user' }, '_OTHER'],
    ['no prototype', Object.create(null), '_OTHER'],
    ['undefined', undefined, '_OTHER'],
    ['a hostile proxy', hostile, '_OTHER'],
  ])('with %s', (_what, error, expected) => {
    expect(errorClass(error)).toBe(expected);
    expect(errorCodeOrClass(error)).toBe(expected);
  });

  it.each([
    ['ECONNREFUSED', 'ECONNREFUSED'],
    ['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT'],
    ['user 17', 'RangeError'],
    [20, 'RangeError'],
    [undefined, 'RangeError'],
  ])('with the code %s', (code, expected) => {
    expect(errorCodeOrClass(withCode(code))).toBe(expected);
  });

  it('is a short word whatever was thrown', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (thrown) => {
        expect(errorCodeOrClass(thrown)).toMatch(/^[\w$]{1,64}$/);
      }),
    );
  });
});
