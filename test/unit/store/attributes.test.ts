import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultCounts } from '../../../src/foundation/faults.ts';
import { isStoredAsIs, sanitizeAttributes } from '../../../src/store/attributes.ts';

const circular: unknown[] = [];
circular.push(circular);

/** What is passed, what is kept, and how many attributes are refused. */
const CASES: [what: string, input: unknown, kept: Record<string, unknown>, refused: number][] = [
  ['nothing', undefined, {}, 0],
  ['null', null, {}, 1],
  ['a text', 'x', {}, 1],
  ['an empty object', {}, {}, 0],
  ['plain values', { a: 'x', b: 1, c: true }, { a: 'x', b: 1, c: true }, 0],
  ['NaN and infinities', { a: Number.NaN, b: -Infinity }, { a: 'NaN', b: '-Infinity' }, 0],
  ['a list', { a: ['x', 1, null] }, { a: '["x",1,null]' }, 0],
  ['a list with gaps', { a: [undefined, 1] }, { a: '[null,1]' }, 0],
  ['a list of odd numbers', { a: [Number.NaN, -Infinity, 1] }, { a: '["NaN","-Infinity",1]' }, 0],
  ['a list of objects', { a: [{}], b: 1 }, { b: 1 }, 1],
  ['a circular list', { a: circular, b: 1 }, { b: 1 }, 1],
  ['a symbol', { a: Symbol('x'), b: 1 }, { b: 1 }, 1],
  ['a function', { a: () => 1, b: 1 }, { b: 1 }, 1],
  ['a big integer', { a: 1n, b: 1 }, { b: 1 }, 1],
  ['null and undefined values', { a: null, b: undefined, c: 1 }, { c: 1 }, 2],
  ['a date and a map', { a: new Date(0), b: new Map(), c: 1 }, { c: 1 }, 2],
  ['an empty key', { '': 'x', b: 1 }, { b: 1 }, 1],
  ['a key that is too long', { ['k'.repeat(129)]: 'x', b: 1 }, { b: 1 }, 1],
  ['the longest key', { ['k'.repeat(128)]: 'x' }, { ['k'.repeat(128)]: 'x' }, 0],
  ['a value that is too long', { a: 'v'.repeat(2000) }, { a: 'v'.repeat(1024) }, 0],
  [
    '__proto__ as a key',
    JSON.parse('{"__proto__":"x","b":1}'),
    JSON.parse('{"__proto__":"x","b":1}'),
    0,
  ],
  [
    'a getter that throws',
    Object.defineProperty({ b: 1 }, 'a', {
      enumerable: true,
      get() {
        throw new Error('getter');
      },
    }),
    { b: 1 },
    1,
  ],
  [
    'a proxy that throws',
    new Proxy(
      {},
      {
        ownKeys() {
          throw new Error('proxy');
        },
      },
    ),
    {},
    1,
  ],
];

function refusals(): number {
  return faultCounts().get('invalid_attribute') ?? 0;
}

describe('sanitizeAttributes', () => {
  it.each(CASES)('%s', (_what, input, kept, refused) => {
    const before = refusals();
    const stored = sanitizeAttributes(input);
    expect(Object.entries(stored)).toEqual(Object.entries(kept));
    expect(refusals() - before).toBe(refused);
  });

  it('keeps 64 attributes and counts the rest', () => {
    const many = Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`k${i}`, i]));
    const before = refusals();
    expect(Object.keys(sanitizeAttributes(many))).toHaveLength(64);
    expect(refusals() - before).toBe(6);
  });

  it('never throws, and takes what it has kept again as it is', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withMap: true, withDate: true }), (input) => {
        const once = sanitizeAttributes(input);
        const before = refusals();
        expect(Object.entries(sanitizeAttributes({ ...once }))).toEqual(Object.entries(once));
        expect(refusals()).toBe(before);
        expect(Object.values(once).every(isStoredAsIs)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives the same keys in the same order, however the app wrote them', () => {
    const keys = fc.uniqueArray(fc.oneof(fc.string(), fc.nat(20).map(String)), { minLength: 1 });
    const orders = keys.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(orders, ([one, other]) => {
        const [first, second] = [one, other].map((list) =>
          Object.keys(sanitizeAttributes(Object.fromEntries(list.map((key) => [key, 1])))),
        );
        expect(first).toEqual(second);
      }),
    );
  });
});

describe('isStoredAsIs', () => {
  it.each([
    ['x', true],
    ['', true],
    ['v'.repeat(1024), true],
    ['v'.repeat(1025), false],
    [1, true],
    [-0, true],
    [Number.NaN, false],
    [Infinity, false],
    [false, true],
    [null, false],
    [undefined, false],
    [1n, false],
    [Symbol('x'), false],
    [['x'], false],
    [{}, false],
    [() => {}, false],
  ])('of %s is %s', (value, expected) => {
    expect(isStoredAsIs(value)).toBe(expected);
    if (expected) expect(Object.values(sanitizeAttributes({ a: value }))).toEqual([value]);
  });
});
