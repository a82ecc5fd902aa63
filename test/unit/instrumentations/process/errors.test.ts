import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createErrorObserver,
  type ErrorObserver,
} from '../../../../src/instrumentations/process/errors.ts';
import { isNewRecord, isNewUncaught } from '../../../../src/pipeline/counted-errors.ts';
import { type Observed, observed } from '../runtime/observed.ts';

class OrderError extends Error {}
class RenamedError extends Error {
  override readonly name: string = 'ERR_RENAMED';
}
class HostileError extends Error {
  override get name(): string {
    throw new Error('a name that cannot be read');
  }
}

function named(name: unknown): Error {
  return Object.defineProperty(new Error('secret'), 'name', { value: name });
}

let errors: ErrorObserver;
let counts: Observed;
beforeEach(() => {
  errors = createErrorObserver();
  counts = observed(errors);
});
afterEach(() => counts.stop());

/** What was counted, without the two series that are there from the start. */
async function counted(): Promise<Record<string, unknown>[]> {
  const series = await counts.series('errors');
  return series
    .filter(({ value }) => value > 0)
    .map(({ attributes, value }) => ({ ...attributes, value }));
}

describe('errors', () => {
  it.each([
    ['an error', new Error('secret'), 'Error'],
    ['a built-in class', new TypeError('secret'), 'TypeError'],
    ['a class without a name of its own', new OrderError('secret'), 'OrderError'],
    ['a class with a name', new RenamedError('secret'), 'ERR_RENAMED'],
    ['an abort', AbortSignal.abort().reason, 'AbortError'],
    ['the longest name', named(`E${'x'.repeat(63)}`), `E${'x'.repeat(63)}`],
    ['a longer name', named(`E${'x'.repeat(64)}`), '_OTHER'],
    ['a name that is a sentence', named('user 42 not found'), '_OTHER'],
    ['a name with a line end', named('Error\n'), '_OTHER'],
    ['an empty name', named(''), '_OTHER'],
    ['a name that is no string', named({ toString: () => 'Tricky' }), '_OTHER'],
    ['a class whose name throws', new HostileError('secret'), 'HostileError'],
    ['an error of another realm', runInNewContext('new TypeError()'), 'TypeError'],
    ['an anonymous class', new (class extends Error {})('secret'), '_OTHER'],
    ['a string', 'secret', '_OTHER'],
    ['undefined', undefined, '_OTHER'],
    ['an object without prototype', Object.create(null), '_OTHER'],
    ['a revoked proxy', revokedProxy(), '_OTHER'],
  ])('counts %s by its class', async (_title, thrown, type) => {
    errors.uncaughtException(thrown);
    expect(await counted()).toEqual([
      { type, severity: 'critical', component: 'process', value: 1 },
    ]);
  });

  it('counts each of its kind', async () => {
    errors.uncaughtException(new Error('one'));
    errors.uncaughtException(new Error('one'));
    errors.uncaughtException('text');
    errors.uncaughtException('text');
    expect((await counted()).map(({ type, value }) => [type, value])).toEqual([
      ['Error', 2],
      ['_OTHER', 2],
    ]);
  });

  it.each(['uncaughtException', 'warning'] as const)(
    'leaves an error alone that was counted before it came as %s',
    async (event) => {
      const error = new Error('recorded');
      expect(isNewRecord(error)).toBe(true);
      errors[event](error);
      expect(await counted()).toEqual([]);
    },
  );

  it('leaves an error alone that it counted itself', async () => {
    const error = new Error('once');
    errors.uncaughtException(error);
    expect(isNewUncaught(error)).toBe(false);
    errors.uncaughtException(error);
    expect((await counted()).map(({ value }) => value)).toEqual([1]);
  });

  it('counts warnings by their name', async () => {
    errors.warning(named('DeprecationWarning'));
    expect(await counted()).toEqual([
      { type: 'DeprecationWarning', severity: 'warning', component: 'process', value: 1 },
    ]);
  });

  it('counts nothing after its stop', async () => {
    counts.stop();
    const error = new Error('late');
    errors.uncaughtException(error);
    expect(await counted()).toEqual([]);
    expect(isNewUncaught(error)).toBe(true);
  });
});

function revokedProxy(): unknown {
  const { proxy, revoke } = Proxy.revocable(new Error('secret'), {});
  revoke();
  return proxy;
}
