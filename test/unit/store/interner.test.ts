import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredValue } from '../../../src/store/family.ts';
import { Interner } from '../../../src/store/interner.ts';

function idOf(interner: Interner, value: unknown): number {
  return interner.find(value) ?? Number.NaN;
}

describe('an interner', () => {
  it('gives equal values one number, and others another one', () => {
    const interner = new Interner();
    const values = ['1', 1, true, 'true', '', 0, false, 'x'.repeat(20), `${'x'.repeat(19)}y`];
    const ids = values.map((value) => interner.take(value));
    expect(new Set(ids).size).toBe(values.length);
    expect(values.map((value) => interner.find(value))).toEqual(ids);
    expect(ids.map((id) => interner.valueOf(id))).toEqual(values);
    expect(values.map((value) => interner.take(value))).toEqual(ids);
  });

  it('holds a value until it was released as often as it was taken', () => {
    const interner = new Interner();
    const id = interner.take('a');
    interner.take('a');
    interner.release(id);
    expect([interner.find('a'), interner.size, interner.releases]).toEqual([id, 1, 0]);
    interner.release(id);
    expect([interner.find('a'), interner.size, interner.releases]).toEqual([undefined, 0, 1]);
  });

  it('lets go of a value that stands beside an empty text', () => {
    const interner = new Interner();
    const [empty, other] = [interner.take(''), interner.take('a')];
    interner.release(other);
    expect([interner.find(''), interner.find('a')]).toEqual([empty, undefined]);
  });

  it('finds nothing for what is no value, whatever it is', () => {
    const interner = new Interner();
    interner.take('1');
    const things = [
      undefined,
      null,
      Number.NaN,
      {},
      [],
      ['1'],
      Object('1'),
      Symbol('1'),
      1n,
      () => {},
    ];
    for (const thing of things) expect(interner.find(thing)).toBeUndefined();
  });

  it('knows -0 as 0', () => {
    const interner = new Interner();
    expect(interner.take(-0)).toBe(interner.take(0));
  });

  it('agrees with a list of uses over any takes and releases', () => {
    const values = fc.oneof(fc.nat(6), fc.nat(6).map(String), fc.boolean(), fc.constant(''));
    const steps = fc.array(fc.tuple(fc.boolean(), values), { maxLength: 300 });
    fc.assert(
      fc.property(steps, (history) => {
        const interner = new Interner();
        const uses: StoredValue[] = [];
        for (const [isTaken, value] of history) {
          const use = uses.indexOf(value);
          if (isTaken) uses.push(interner.valueOf(interner.take(value)));
          else if (use >= 0) interner.release(idOf(interner, uses.splice(use, 1)[0]));
          const held = new Set(uses);
          expect(interner.size).toBe(held.size);
          expect([...held].map((one) => interner.valueOf(idOf(interner, one)))).toEqual([...held]);
          if (!held.has(value)) expect(interner.find(value)).toBeUndefined();
        }
      }),
    );
  });

  it('gives numbers again: ten thousand values one after the other need one', () => {
    const interner = new Interner();
    for (let i = 0; i < 10_000; i++) {
      const id = interner.take(`value ${i}`);
      expect(id).toBe(0);
      interner.release(id);
    }
  });
});
