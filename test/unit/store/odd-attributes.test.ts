import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { faultCounts } from '../../../src/foundation/faults.ts';
import { newTable, shownBy } from './tables.ts';

const TABLES = new URL('./tables.ts', import.meta.url).href;
/** More measurements than it takes until a frozen object is known. */
const MANY = 600;

function refusals(): number {
  return faultCounts().get('invalid_attribute') ?? 0;
}

describe('attributes', () => {
  it('of the prototype are none, whether the own ones are known or not', () => {
    class Order {
      id = 1;
    }
    Object.assign(Order.prototype, { inherited: 'x' });
    const table = newTable();
    for (let i = 0; i < 3; i++) {
      table.locate(new Order()).take(1);
      table.locate({ id: 1 }).take(1);
      table.locate({ id: 1, inherited: 'x' }).take(10);
      table.locate(Object.create({ id: 1 })).take(100);
    }
    expect(shownBy(table)).toEqual([
      [{ id: 1 }, 6],
      [{ id: 1, inherited: 'x' }, 30],
      [{}, 300],
    ]);
  });

  it.each(['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'length', '0'])(
    'may be called %s',
    (key) => {
      const table = newTable();
      for (let i = 0; i < 3; i++) {
        table.locate(JSON.parse(`{${JSON.stringify(key)}: "x"}`)).take(1);
        table.locate({}).take(10);
      }
      expect(shownBy(table).map(([, value]) => value)).toEqual([3, 30]);
      expect(Object.entries(shownBy(table)[0]?.[0] ?? {})).toEqual([[key, 'x']]);
      expect(table.remove(JSON.parse(`{${JSON.stringify(key)}: "x"}`))).toBe(true);
    },
  );

  it('of an object without hasOwnProperty are found', () => {
    const table = newTable();
    const bare = Object.assign(Object.create(null), { a: 1 });
    for (const set of [
      bare,
      {
        a: 1,
        hasOwnProperty: () => {
          throw new Error('thrown by the app');
        },
      },
      bare,
    ])
      table.locate(set).take(1);
    expect(shownBy(table)).toEqual([[{ a: 1 }, 3]]);
  });

  it('beyond 64 are left out and counted at each measurement', () => {
    const many = Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`k${i}`, i]));
    const exact = Object.fromEntries(Object.entries(many).slice(0, 64));
    const table = newTable();
    const before = refusals();
    for (let i = 0; i < 3; i++) table.locate(many).take(1);
    expect(refusals() - before).toBe(18);
    expect(table.size).toBe(1);
    for (let i = 0; i < 3; i++) table.locate(exact).take(1);
    expect(table.size).toBe(2);
    expect(shownBy(table).map(([set, value]) => [Object.keys(set).length, value])).toEqual([
      [64, 3],
      [64, 3],
    ]);
  });

  it('that are refused are counted once for each measurement, also of known series', () => {
    const table = newTable();
    table.locate({ a: 1, b: 2 }).take(1);
    const before = refusals();
    for (const bad of [
      { a: 1, b: null },
      { a: 1, b: {} },
      { b: Symbol('x'), a: 1 },
    ])
      table.locate(bad).take(1);
    expect(refusals() - before).toBe(3);
    expect(shownBy(table)).toEqual([
      [{ a: 1, b: 2 }, 1],
      [{ a: 1 }, 3],
    ]);
  });

  it.each([null, 'text', 7, true, Symbol('x'), () => {}, 1n])(
    'that are %s are none, and counted',
    (bad) => {
      const table = newTable();
      const before = refusals();
      for (let i = 0; i < 3; i++) table.locate(bad).take(1);
      expect(refusals() - before).toBe(3);
      expect(shownBy(table)).toEqual([[{}, 3]]);
    },
  );
});

it('keys that a library put on Object.prototype were attributes of every series', () => {
  const script = `
    const { newTable, shownBy } = await import(${JSON.stringify(TABLES)});
    Object.prototype.polluted = 'x';
    Object.prototype.helper = function helper() {};
    const table = newTable();
    const frozen = Object.freeze({ a: 1 });
    for (let i = 0; i < ${MANY}; i++) {
      table.locate({ a: 1 }).take(1);
      table.locate(frozen).take(1);
      table.bind({ a: 1 }).take(1);
      table.locate({ a: 1, polluted: 'x' }).take(1);
      table.locate(undefined).take(1);
    }
    console.log(JSON.stringify(shownBy(table)), table.remove({ a: 1 }), table.size);
  `;
  const args = ['--input-type=module', '-e', script];
  expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toBe(
    `[[{"a":1},${3 * MANY}],[{"a":1,"polluted":"x"},${MANY}],[{},${MANY}]] true 2\n`,
  );
});
