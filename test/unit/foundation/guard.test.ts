import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MetricsError } from '../../../src/foundation/errors.ts';
import { type FaultCause, faultCounts } from '../../../src/foundation/faults.ts';
import { attempt, describeError, guarded, stopAll } from '../../../src/foundation/guard.ts';
import { setLogLevel } from '../../../src/foundation/log.ts';

setLogLevel('none');

const CAUSE: FaultCause = 'observer_error';

function faultsDuring(action: () => void): number {
  const before = faultCounts().get(CAUSE) ?? 0;
  action();
  return (faultCounts().get(CAUSE) ?? 0) - before;
}

const UNPRINTABLE = [
  Object.create(null),
  Symbol('thrown'),
  { toString: () => ({}) },
  Object.defineProperty(new Error('x'), 'message', { get: thrower }),
  Object.defineProperty(new Error('x'), 'name', { value: Symbol('name') }),
  new Proxy(new Error('x'), { get: thrower, getPrototypeOf: thrower }),
];
const THROWN = [new Error('x'), 'text', null, undefined, 0, () => {}, ...UNPRINTABLE];

describe('what an app throws', () => {
  it.each(THROWN.map((thrown, i) => [i, thrown]))(
    '(%i) is counted once and goes no further',
    (_i, thrown) => {
      const fail = () => {
        throw thrown;
      };
      expect(faultsDuring(() => attempt(CAUSE, 'a test', fail))).toBe(1);
      expect(faultsDuring(guarded(CAUSE, 'a test', fail))).toBe(1);
    },
  );

  it('can always be described', () => {
    const anything = fc.anything({
      withNullPrototype: true,
      withObjectString: true,
      withBigInt: true,
    });
    fc.assert(
      fc.property(fc.oneof(anything, fc.constantFrom(...THROWN)), (thrown) => {
        expect(typeof describeError(thrown)).toBe('string');
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    [new TypeError('no'), 'TypeError: no'],
    [new MetricsError('ACME_METRICS_CHUNK_MISSING', 'install it'), 'install it'],
    ['text', 'text'],
    [null, 'null'],
    [Symbol('s'), 'Symbol(s)'],
    [Object.create(null), 'an error that cannot be printed'],
  ])('%# is described as people know it', (thrown, text) => {
    expect(describeError(thrown)).toBe(text);
  });
});

it('threw into the app itself where the app had broken what it needs', () => {
  const fail = () => {
    throw new Error('x');
  };
  const { get } = Map.prototype;
  Map.prototype.get = fail;
  try {
    guarded(CAUSE, 'a test', fail)();
    attempt(CAUSE, 'a test', fail);
  } finally {
    Map.prototype.get = get;
  }
});

describe('what does not throw', () => {
  it('keeps its result', () => {
    expect(faultsDuring(() => expect(attempt(CAUSE, 'a test', () => 7)).toBe(7))).toBe(0);
  });

  it('gets both arguments', () => {
    const seen: unknown[] = [];
    const entry = guarded(CAUSE, 'a test', (one: number, two: number) => void seen.push(one, two));
    expect(faultsDuring(() => entry(1, 2))).toBe(0);
    expect(seen).toEqual([1, 2]);
  });
});

it('a part that throws as it stops kept the ones after it running', () => {
  const stopped: string[] = [];
  const stops = [
    () => void stopped.push('first'),
    () => {
      throw new Error('x');
    },
    () => void stopped.push('last'),
  ];
  expect(faultsDuring(() => stopAll(stops))).toBe(1);
  expect(stopped).toEqual(['first', 'last']);
});

function thrower(): never {
  throw new Error('thrown by a getter');
}
