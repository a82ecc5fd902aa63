import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultCounts } from '../../../src/foundation/faults.ts';
import type { SeriesTable } from '../../../src/store/series-table.ts';
import { newTable, shownBy } from './tables.ts';

/** More measurements than it takes until a frozen object is known. */
const UNTIL_KNOWN = 600;

function measure(table: SeriesTable, attributes: unknown, times = UNTIL_KNOWN): void {
  for (let i = 0; i < times; i++) table.locate(attributes).take(1);
}

describe('a frozen object', () => {
  it('is the series of an equal fresh one, before and after it is known', () => {
    const table = newTable();
    const frozen = Object.freeze({ a: 'x', b: 1 });
    for (let round = 0; round < 3; round++) {
      measure(table, frozen);
      measure(table, { b: 1, a: 'x' }, 1);
    }
    expect(shownBy(table)).toEqual([[{ a: 'x', b: 1 }, 3 * (UNTIL_KNOWN + 1)]]);
  });

  it('is not looked at any more once it is known', () => {
    const asked: PropertyKey[] = [];
    const frozen = new Proxy(Object.freeze({ a: 1 }), {
      get(target, key) {
        asked.push(key);
        return Reflect.get(target, key);
      },
    });
    const table = newTable();
    measure(table, frozen);
    const before = asked.length;
    measure(table, frozen);
    expect(asked.length).toBe(before);
    expect(shownBy(table)).toEqual([[{ a: 1 }, 2 * UNTIL_KNOWN]]);
  });

  it('begins its series again when that has gone', () => {
    const table = newTable();
    const frozen = Object.freeze({ a: 1 });
    for (let round = 0; round < 3; round++) {
      measure(table, frozen);
      expect(shownBy(table)).toEqual([[{ a: 1 }, UNTIL_KNOWN]]);
      if (round % 2 === 0) table.remove({ a: 1 });
      else table.removeIf(() => true);
      expect(shownBy(table)).toEqual([]);
    }
  });

  it.each<[string, () => object]>([
    [
      'a getter',
      () => ({
        get a() {
          return next();
        },
      }),
    ],
    ['a list', () => ({ a: list() })],
  ])('with %s says something else the next time', (_what, make) => {
    const table = newTable({ limit: 2 * UNTIL_KNOWN });
    const frozen = Object.freeze(make());
    let said = 0;
    for (let i = 0; i < UNTIL_KNOWN; i++) {
      said = i;
      current = said;
      inner[0] = said;
      table.locate(frozen).take(1);
    }
    expect(table.size).toBe(UNTIL_KNOWN);
    expect(shownBy(table).every(([, value]) => value === 1)).toBe(true);
  });

  it.each([
    ['an empty key', { a: 1, '': 'x' }, 1],
    ['a key that is too long', { a: 1, ['k'.repeat(129)]: 'x' }, 1],
    ['values that are refused', { a: 1, nested: { b: 1 }, nothing: null }, 2],
    ['more than 64', Object.fromEntries(Array.from({ length: 66 }, (_, i) => [`k${i}`, i])), 2],
  ])('with %s had that counted for a while only', (_what, own, refused) => {
    const table = newTable();
    const before = faultCounts().get('invalid_attribute') ?? 0;
    measure(table, Object.freeze(own));
    expect((faultCounts().get('invalid_attribute') ?? 0) - before).toBe(refused * UNTIL_KNOWN);
    expect(shownBy(table).map(([, value]) => value)).toEqual([UNTIL_KNOWN]);
  });

  it('is known to each table by itself', () => {
    const tables = [newTable(), newTable()];
    const frozen = Object.freeze({ a: 1 });
    for (const table of tables) measure(table, frozen);
    expect(tables.map(shownBy)).toEqual(Array(2).fill([[{ a: 1 }, UNTIL_KNOWN]]));
  });
});

let current = 0;
const next = () => current;
const inner = [0];
const list = () => inner;

it('an object that was sealed, or whose prototype alone is frozen, may change', () => {
  const attributes = { a: 0 };
  for (const one of [
    Object.seal(attributes),
    Object.assign(Object.create(Object.freeze({ z: 1 })), attributes),
  ]) {
    const table = newTable({ limit: 2 * UNTIL_KNOWN });
    for (let i = 0; i < UNTIL_KNOWN; i++) {
      one.a = i;
      table.locate(one).take(1);
    }
    expect(table.size).toBe(UNTIL_KNOWN);
  }
});

it('an object that the app goes on writing into never changes a series', () => {
  const writes = fc.array(
    fc.tuple(fc.constantFrom('a', 'b'), fc.oneof(fc.nat(2), fc.constant('1'))),
    {
      maxLength: 30,
    },
  );
  fc.assert(
    fc.property(writes, fc.nat(40), (list, isFrozenAt) => {
      const table = newTable();
      const model = new Map<string, number>();
      const own: Record<string, unknown> = {};
      for (const [i, [key, value]] of list.entries()) {
        if (!Object.isFrozen(own)) own[key] = value;
        if (i === isFrozenAt) Object.freeze(own);
        const times = i === isFrozenAt ? UNTIL_KNOWN : 1;
        measure(table, own, times);
        const name = JSON.stringify(own, ['a', 'b']);
        model.set(name, (model.get(name) ?? 0) + times);
      }
      const shown = shownBy(table).map(([attributes, value]) => [
        JSON.stringify(attributes, ['a', 'b']),
        value,
      ]);
      expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(model));
    }),
    { numRuns: 300 },
  );
});

describe('past the limit', () => {
  it('a known frozen object was counted, and came in as soon as there was room', () => {
    const table = newTable({ limit: 3 });
    const frozen = Object.freeze({ id: 9 });
    for (const id of [1, 2]) table.locate({ id }).take(1);
    measure(table, frozen);
    expect(table.overflowed).toBe(UNTIL_KNOWN);
    expect(shownBy(table).at(-1)).toEqual([{ 'otel.metric.overflow': true }, UNTIL_KNOWN]);
    table.remove({ id: 1 });
    measure(table, frozen, 5);
    expect(table.overflowed).toBe(UNTIL_KNOWN);
    expect(shownBy(table)).toContainEqual([{ id: 9 }, 5]);
  });
});
