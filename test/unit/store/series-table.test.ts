import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Interner } from '../../../src/store/interner.ts';
import { Metric } from '../../../src/store/metric.ts';
import type { SeriesTable } from '../../../src/store/series-table.ts';
import { attributesIn, descriptorOf, newTable, seriesOf, shownBy, totalOf } from './tables.ts';

const LIMIT = 10;

describe('a series table', () => {
  it('finds one series whatever the order of keys', () => {
    const table = newTable();
    for (let round = 0; round < 3; round++) {
      table.locate({ a: 1, b: 2 }).take(1);
      table.locate({ b: 2, a: 1 }).take(1);
    }
    expect(shownBy(table)).toEqual([[{ a: 1, b: 2 }, 6]]);
  });

  it.each([
    ['a number and its text', { a: 1 }, { a: '1' }],
    ['a boolean and its text', { a: true }, { a: 'true' }],
    ['a boolean and its number', { a: true }, { a: 1 }],
    ['NaN and a number', { a: Number.NaN }, { a: 0 }],
    ['a key and value moved by one', { ab: 'c' }, { a: 'bc' }],
    ['text with separators', { a: '1,"b",2' }, { a: '1', b: '2' }],
    ['nothing and an empty text', {}, { a: '' }],
    ['values that changed places', { a: 1, b: 2 }, { a: 2, b: 1 }],
    ['a set and a part of it', { a: 1, b: 2 }, { a: 1 }],
    ['__proto__ and nothing', JSON.parse('{"__proto__":"x"}'), {}],
  ])('keeps %s apart', (_what, one, other) => {
    const table = newTable();
    for (let round = 0; round < 3; round++) {
      table.locate(one).take(1);
      table.locate(other).take(10);
    }
    expect(shownBy(table).map(([, value]) => value)).toEqual([3, 30]);
  });

  it.each([
    ['0 and -0', { a: 0 }, { a: -0 }],
    ['NaN and its text', { a: Number.NaN }, { a: 'NaN' }],
    ['a list and its text', { a: [1, 'x'] }, { a: '[1,"x"]' }],
    [
      'texts that are equal as far as they are kept',
      { a: 'v'.repeat(1024) },
      { a: `${'v'.repeat(1024)}w` },
    ],
    ['nothing and undefined', {}, undefined],
    ['what is left of refused values', { a: 1 }, { a: 1, b: null, c: {} }],
  ])('takes %s for one', (_what, one, other) => {
    const table = newTable();
    for (let round = 0; round < 3; round++) {
      table.locate(one).take(1);
      table.locate(other).take(10);
    }
    expect(shownBy(table).map(([, value]) => value)).toEqual([33]);
  });

  it('is not relabelled when the app changes its object afterwards', () => {
    const table = newTable();
    const attributes: Record<string, unknown> = { user: 'a' };
    table.locate(attributes).take(1);
    attributes.user = 'b';
    expect(shownBy(table)).toEqual([[{ user: 'a' }, 1]]);
    table.locate(attributes).take(1);
    delete attributes.user;
    table.locate(attributes).take(1);
    expect(shownBy(table)).toEqual([
      [{ user: 'a' }, 1],
      [{ user: 'b' }, 1],
      [{}, 1],
    ]);
  });

  it('lends attributes that nobody can change', () => {
    const table = newTable();
    table.locate({ b: 2, a: 1 }).take(1);
    const [series] = seriesOf(table);
    expect(Object.isFrozen(series?.attributes)).toBe(true);
    expect(Object.keys(series?.attributes ?? {})).toEqual(['a', 'b']);
    expect([series?.attributeAt(0), series?.attributeAt(1)]).toEqual([1, 2]);
  });

  it('never diverts a known series to overflow', () => {
    const table = newTable({ limit: LIMIT });
    for (let id = 0; id < 100; id++) table.locate({ id }).take(1);
    table.locate({ id: 0 }).take(1);
    table.locate(Object.freeze({ id: 1 })).take(1);
    expect(shownBy(table).slice(0, 3)).toEqual([
      [{ id: 0 }, 2],
      [{ id: 1 }, 2],
      [{ id: 2 }, 1],
    ]);
  });

  it('never diverts what is a known series without the values that are refused', () => {
    const table = newTable({ limit: 3 });
    for (const own of [{ a: 1 }, { a: 1, b: 2 }]) table.locate(own).take(1);
    for (const b of [null, undefined, {}, Symbol('b')]) table.locate({ a: 1, b }).take(1);
    expect(shownBy(table)).toEqual([
      [{ a: 1 }, 5],
      [{ a: 1, b: 2 }, 1],
    ]);
  });

  it('holds the limit and conserves the sum over any measurements', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 1000 }))),
        (measurements) => {
          const table = newTable({ limit: LIMIT });
          for (const [id, value] of measurements) table.locate({ id }).take(value);
          expect(table.size).toBeLessThanOrEqual(LIMIT);
          expect(totalOf(table)).toBe(measurements.reduce((sum, [, value]) => sum + value, 0));
        },
      ),
    );
  });

  it('marks overflow as the specification says, and tells of it once', () => {
    const onOverflow = vi.fn();
    const table = newTable({ limit: 2, onOverflow });
    for (let id = 1; id < 5; id++) table.locate({ id }).take(1);
    expect(shownBy(table)).toEqual([
      [{ id: 1 }, 1],
      [{ 'otel.metric.overflow': true }, 3],
    ]);
    expect(onOverflow).toHaveBeenCalledTimes(1);
  });

  it('counts a measurement that overflows once, whether its values are known or not', () => {
    const table = newTable({ limit: 3 });
    table.locate({ a: 1, b: 1 }).take(1);
    table.locate({ a: 2, b: 2 }).take(1);
    const outside = [
      { a: 1, b: 2 },
      { a: 'new', b: 1 },
      { b: 'new' },
      { a: ['x'] },
      { a: 1 },
      undefined,
    ];
    for (const attributes of outside) table.locate(attributes).take(1);
    expect(table.overflowed).toBe(outside.length);
    expect(shownBy(table).at(-1)).toEqual([{ 'otel.metric.overflow': true }, outside.length]);
  });

  it('has only an overflow series where the limit is 1', () => {
    const table = newTable({ limit: 1 });
    for (const attributes of [undefined, { a: 1 }, {}]) table.locate(attributes).take(1);
    expect(shownBy(table)).toEqual([[{ 'otel.metric.overflow': true }, 3]]);
  });

  it.each([true, false, 'x', 1])(
    'has one overflow series, also for an app that asks for it with %s',
    (value) => {
      const table = newTable({ limit: 4 });
      const own = { 'otel.metric.overflow': value };
      table.locate(own).take(1);
      for (let id = 0; id < 5; id++) table.locate({ id }).take(1);
      for (let round = 0; round < 300; round++) table.locate(own).take(1);
      table.locate({ 'otel.metric.overflow': value, id: 0 }).take(1);
      expect(shownBy(table)).toEqual([
        [{ 'otel.metric.overflow': true }, 304],
        [{ id: 0 }, 1],
        [{ id: 1 }, 1],
        [{ id: 2 }, 1],
      ]);
      expect(table.overflowed).toBe(304);
    },
  );

  it('counts the overflow series among its own', () => {
    const table = newTable({ limit: 3 });
    expect(table.size).toBe(0);
    for (const [id, size] of [1, 2, 3, 3, 3].entries()) {
      table.locate({ id }).take(1);
      expect(table.size).toBe(size);
    }
  });

  it('forgets series, the overflow series too, and gives their places to new ones', () => {
    const table = newTable({ limit: 3 });
    for (let id = 0; id < 5; id++) table.locate({ id }).take(id);
    table.removeIf((rows, row) => rows.valueOf(row) !== 1);
    expect(shownBy(table)).toEqual([[{ id: 1 }, 1]]);
    table.locate({ id: 9 }).take(1);
    expect(
      attributesIn(table)
        .map(({ id }) => id)
        .sort(),
    ).toEqual([1, 9]);
    expect(table.overflowed).toBe(3);
  });

  it('says whether there was a series to remove', () => {
    const table = newTable({ limit: 2 });
    for (const id of [1, 2]) table.locate({ id, a: 'x' }).take(1);
    expect(table.remove({ a: 'x', id: 2 })).toBe(false);
    expect(table.remove({ a: 'x' })).toBe(false);
    expect(table.remove({ a: 'x', id: '1' })).toBe(false);
    expect(table.remove(undefined)).toBe(false);
    expect(table.remove({ a: 'x', id: 1 })).toBe(true);
    expect(table.remove({ a: 'x', id: 1 })).toBe(false);
    expect(table.remove({ 'otel.metric.overflow': true })).toBe(true);
    expect([table.size, shownBy(table)]).toEqual([0, []]);
  });

  it('lets values go with the last series that has them, of whatever instrument', () => {
    const interner = new Interner();
    const [one, other] = [newTable({ interner, limit: 3 }), newTable({ interner })];
    for (const id of [1, 2, 3]) one.locate({ id, a: 'x' }).take(1);
    other.locate({ b: 'x' }).take(1);
    // The third one overflowed: `true` stands for its values.
    expect([1, 2, 3, 'x', true].map((value) => interner.find(value) !== undefined)).toEqual([
      ...[true, true, false, true, true],
    ]);
    one.remove({ id: 1, a: 'x' });
    expect([interner.find(1), interner.size]).toEqual([undefined, 3]);
    one.removeIf(() => true);
    expect([interner.find('x') !== undefined, interner.size]).toEqual([true, 1]);
    other.remove({ b: 'x' });
    expect(interner.size).toBe(0);
  });

  it('removes in steps, between which series may come and go', () => {
    const table = newTable({ limit: 1000 });
    for (let id = 0; id < 500; id++) table.locate({ id }).take(1);
    let pauses = 0;
    for (const _ of table.removing(() => true)) {
      pauses++;
      table.locate({ id: 0 }).take(7);
    }
    expect(pauses).toBeGreaterThan(3);
    expect(shownBy(table)).toEqual([[{ id: 0 }, expect.any(Number)]]);
  });

  it('keeps a bound series out while nothing has changed, and lets it in once there is room', () => {
    const table = newTable({ limit: 3 });
    for (let id = 0; id < 2; id++) table.locate({ id }).take(1);
    const bound = table.bind({ id: 2 });
    for (let i = 0; i < 5; i++) bound.take(1);
    expect(table.overflowed).toBe(5);
    table.remove({ id: 0 });
    bound.take(1);
    expect(table.overflowed).toBe(5);
    expect(attributesIn(table)).toContainEqual({ id: 2 });
  });

  it('is walked as it is while series come and go', () => {
    const table = newTable();
    for (let id = 0; id < 3; id++) table.locate({ id }).take(1);
    const seen = walked(table, (id) => {
      if (id !== 0) return;
      table.locate({ id: 3 }).take(1);
      table.remove({ id: 1 });
    });
    expect(seen).toEqual([0, 2, 3]);
  });

  it('can be emptied while it is walked', () => {
    const table = newTable();
    for (let id = 0; id < 3; id++) table.locate({ id }).take(1);
    expect(walked(table, () => table.removeIf(() => true))).toEqual([0]);
  });
});

/** The ids of the series as they are walked, with something done at each. */
function walked(table: SeriesTable, act: (id: unknown) => void): unknown[] {
  const seen: unknown[] = [];
  const metric = new Metric({ name: 'shop' }, descriptorOf(), table);
  for (const { attributes } of metric.series()) {
    seen.push(attributes.id);
    act(attributes.id);
  }
  return seen;
}

describe('the overflow series of sums that are observed whole', () => {
  const ticker = { now: 1 };
  const full = () => {
    ticker.now = 1;
    const table = newTable({ kind: 'observable-counter', limit: 2, ticker });
    table.locate({ id: 0 }).take(1);
    return table;
  };

  it('adds up what came in one round, and begins anew with the next', () => {
    const table = full();
    for (const id of [1, 2, 1]) table.locate({ id }).take(5);
    expect(totalOf(table)).toBe(1 + 15);
    ticker.now = 2;
    table.locate({ id: 2 }).take(7);
    expect(totalOf(table)).toBe(1 + 7);
  });

  it('is the only one that does, also beside one that was known by its object', () => {
    const table = full();
    const frozen = Object.freeze({ id: 0 });
    for (let i = 0; i < 600; i++) table.locate(frozen).take(1);
    table.locate({ id: 1 }).take(5);
    expect(totalOf(table)).toBe(1 + 5);
  });
});
