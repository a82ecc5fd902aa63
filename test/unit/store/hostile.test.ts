import { describe, expect, it } from 'vitest';
import { newTable, shownBy } from './tables.ts';

/** More measurements than it takes until a frozen object is known. */
const MANY = 600;

function thrower(): never {
  throw new Error('thrown by the app');
}

/** Objects that refuse one question or all of them. */
const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();
const REFUSING: [string, object][] = [
  ['is revoked', revoked],
  ['refuses to list its keys', new Proxy({ a: 1 }, { ownKeys: thrower })],
  ['refuses its values', new Proxy({ a: 1 }, { get: thrower })],
  ['refuses to describe them', new Proxy({ a: 1 }, { getOwnPropertyDescriptor: thrower })],
  ['refuses its prototype', new Proxy({ a: 1 }, { getPrototypeOf: thrower })],
  ['refuses to say whether it may grow', new Proxy({ a: 1 }, { isExtensible: thrower })],
  ['is frozen and refuses its values', new Proxy(Object.freeze({ a: 1 }), { get: thrower })],
  ['is frozen and refuses its keys', new Proxy(Object.freeze({ a: 1 }), { ownKeys: thrower })],
];

it.each(REFUSING)('an object that %s threw into the app, once in 256 measurements', (_how, bad) => {
  const table = newTable();
  for (let i = 0; i < MANY; i++) {
    table.locate({ good: 1 }).take(1);
    table.locate(bad).take(1);
  }
  table.bind(bad).take(1);
  table.remove(bad);
  expect(shownBy(table)).toContainEqual([{ good: 1 }, MANY]);
});

describe('a getter', () => {
  it('that measures with the same instrument took the values of the measurement around it', () => {
    for (const inner of [{ a: 5, b: 2 }, { a: 5 }, { b: 2, a: 5 }, { z: 5 }]) {
      const table = newTable();
      for (const a of [1, 5]) table.locate({ a, b: 2 }).take(0);
      table.locate(inner).take(0);
      let calls = 0;
      const outer = {
        a: 1,
        get b() {
          calls++;
          table.locate(inner).take(100);
          return 2;
        },
      };
      for (let i = 0; i < MANY; i++) table.locate(outer).take(1);
      expect(shownBy(table)).toContainEqual([{ a: 1, b: 2 }, MANY]);
      expect(shownBy(table)).toContainEqual([inner, 100 * calls]);
    }
  });

  it('that measures with another instrument does not disturb it', () => {
    const [table, other] = [newTable(), newTable()];
    let calls = 0;
    const outer = {
      get a() {
        calls++;
        other.locate({ x: 1, y: 2 }).take(1);
        return 'x';
      },
      b: 'y',
    };
    for (let i = 0; i < 5; i++) table.locate(outer).take(1);
    expect(shownBy(table)).toEqual([[{ a: 'x', b: 'y' }, 5]]);
    expect(shownBy(other)).toEqual([[{ x: 1, y: 2 }, calls]]);
  });

  it('that removes the series it is about has it begin again', () => {
    const table = newTable();
    const outer = {
      a: 1,
      get b() {
        table.remove({ a: 1, b: 2 });
        return 2;
      },
    };
    for (let i = 0; i < 5; i++) table.locate(outer).take(7);
    expect(shownBy(table)).toEqual([[{ a: 1, b: 2 }, 7]]);
  });

  it('that lets a value go in whose place another one comes was taken for that other one', () => {
    const table = newTable();
    table.locate({ a: 'first', b: 'kept' }).take(1);
    table.locate({ a: 'z', b: 'kept' }).take(1);
    let isArmed = false;
    const outer = {
      a: 'first',
      get b() {
        if (isArmed) {
          isArmed = false;
          table.remove({ a: 'first', b: 'kept' });
          table.locate({ a: 'second', b: 'kept' }).take(1);
        }
        return 'kept';
      },
    };
    table.locate(outer).take(1);
    isArmed = true;
    table.locate(outer).take(10);
    expect(new Map(shownBy(table).map(([{ a }, value]) => [a, value]))).toEqual(
      new Map(Object.entries({ first: 10, second: 1, z: 1 })),
    );
  });

  it('that clears the instrument leaves only what it is about', () => {
    const table = newTable();
    const outer = {
      a: 1,
      get b() {
        table.removeIf(() => true);
        return 2;
      },
    };
    for (let i = 0; i < 5; i++) {
      for (const set of [undefined, { a: 1 }, { a: 1, b: 2 }]) table.locate(set).take(1);
      table.locate(outer).take(7);
      expect(shownBy(table)).toEqual([[{ a: 1, b: 2 }, 7]]);
    }
  });

  it('that measures with its own object ends with the stack, and spoils nothing', () => {
    const table = newTable();
    const outer = {
      a: 1,
      get b() {
        table.locate(outer).take(0);
        return 2;
      },
    };
    table.locate(outer).take(1);
    table.locate({ a: 1, b: 2 }).take(1);
    const names = shownBy(table).map(([attributes]) => JSON.stringify(attributes));
    expect(new Set(names).size).toBe(names.length);
    expect(table.size).toBe(names.length);
    expect(table.remove({ a: 1, b: 2 })).toBe(true);
  });

  it('that deletes a key after it is a set without that key', () => {
    const table = newTable();
    for (let i = 0; i < 3; i++) {
      const outer: Record<string, unknown> = {
        get a() {
          delete outer.b;
          return 1;
        },
        b: 2,
      };
      table.locate(outer).take(1);
    }
    expect(shownBy(table)).toEqual([[{ a: 1 }, 3]]);
  });
});

describe('a proxy that acts when it is asked for its keys', () => {
  /** `act` gets the number of the question. */
  const asking = (act: (question: number) => void) => {
    let questions = 0;
    const ownKeys = (target: object) => {
      act(++questions);
      return Reflect.ownKeys(target);
    };
    return new Proxy({ a: 1 }, { ownKeys });
  };

  it.each([1, 2, 3, 4])('by beginning the same series (question %i) made two of it', (when) => {
    const table = newTable();
    const bad = asking((question) => {
      if (question === when) table.locate({ a: 1 }).take(1);
    });
    for (let i = 0; i < 4; i++) table.locate(bad).take(1);
    expect(shownBy(table)).toEqual([[{ a: 1 }, 5]]);
  });

  it.each([1, 2, 3, 4])('by clearing the instrument (question %i) lost the measurement', (when) => {
    const table = newTable();
    table.locate({ a: 1 }).take(1);
    table.locate({ b: 1 }).take(1);
    const bad = asking((question) => {
      if (question === when) table.removeIf(() => true);
    });
    for (let i = 0; i < 4; i++) table.locate(bad).take(1);
    const [[attributes, value] = [{}, 0]] = shownBy(table).filter(([set]) => 'a' in set);
    expect(attributes).toEqual({ a: 1 });
    expect(value).toBeGreaterThan(0);
    expect(table.size).toBe(shownBy(table).length);
    table.locate({ a: 1 }).take(1);
    expect(shownBy(table)).toContainEqual([{ a: 1 }, value + 1]);
  });

  it('by growing keys and losing them is what it says at the time', () => {
    const table = newTable();
    const target: Record<string, number> = { a: 1 };
    const bad = new Proxy(target, {
      ownKeys: () => {
        if ('b' in target) delete target.b;
        else target.b = 2;
        return Reflect.ownKeys(target);
      },
    });
    for (let i = 0; i < MANY; i++) table.locate(bad).take(1);
    expect(shownBy(table).reduce((sum, [, value]) => sum + value, 0)).toBe(MANY);
    const sets = shownBy(table).map(([attributes]) => JSON.stringify(attributes));
    expect(sets.every((set) => ['{"a":1}', '{"a":1,"b":2}'].includes(set))).toBe(true);
  });
});
