import { describe, expect, it, vi } from 'vitest';
import { newTable, seriesOf, shownBy } from './tables.ts';

vi.mock(import('../../../src/foundation/clock.ts'), () => import('../../support/host-clock.ts'));

describe('a bound series', () => {
  it('is begun at once, and is the series of its attributes', () => {
    const table = newTable();
    const bound = table.bind({ a: 1 });
    expect(shownBy(table)).toEqual([[{ a: 1 }, 0]]);
    bound.take(2);
    table.locate({ a: 1 }).take(3);
    expect(shownBy(table)).toEqual([[{ a: 1 }, 5]]);
  });

  it('is one for equal attributes', () => {
    const table = newTable();
    expect(table.bind({ a: 1, b: 2 })).toBe(table.bind({ b: 2, a: 1 }));
    expect(table.bind({ a: 1 })).not.toBe(table.bind({ a: '1' }));
  });

  it('keeps its attributes when the app changes its object', () => {
    const table = newTable();
    const attributes = { a: 1 };
    const bound = table.bind(attributes);
    attributes.a = 2;
    table.remove({ a: 1 });
    bound.take(1);
    expect(shownBy(table)).toEqual([[{ a: 1 }, 1]]);
  });

  it.each(['remove', 'clear', 'expiry'])('begins again at 0, at a new time, after %s', (way) => {
    vi.useFakeTimers({ now: 1000 });
    const ticker = { now: 0 };
    const table = newTable({ ticker });
    const bound = table.bind({ a: 1 });
    for (let round = 1; round < 4; round++) {
      vi.setSystemTime(1000 * round);
      bound.take(round);
      table.locate({ a: 1 }).take(round);
      expect(seriesOf(table).map(({ value, startTimeMs }) => [value, startTimeMs])).toEqual([
        [2 * round, 1000 * Math.max(round, 1)],
      ]);
      ticker.now++;
      if (way === 'remove') table.remove({ a: 1 });
      else if (way === 'clear') table.removeIf(() => true);
      else table.removeIf((rows, row) => rows.tickOf(row) < ticker.now);
      expect(shownBy(table)).toEqual([]);
    }
    vi.useRealTimers();
  });

  it('is looked for once after each end of its series', () => {
    const table = newTable();
    const attach = vi.spyOn(table, 'attach');
    const bound = table.bind({ a: 1 });
    for (let ends = 0; ends < 3; ends++) {
      for (let i = 0; i < 5; i++) bound.take(1);
      expect(attach).toHaveBeenCalledTimes(ends);
      table.remove({ a: 1 });
    }
  });

  it('wrote into the series that had its place after it', () => {
    const table = newTable();
    const [a, b] = [table.bind({ id: 'a' }), table.bind({ id: 'b' })];
    table.remove({ id: 'a' });
    const c = table.bind({ id: 'c' });
    a.take(1);
    b.take(2);
    c.take(4);
    expect(new Map(shownBy(table).map(([{ id }, value]) => [id, value]))).toEqual(
      new Map(Object.entries({ a: 1, b: 2, c: 4 })),
    );
  });

  it('is told of the end of its series however many were bound to it past the limit', () => {
    const table = newTable({ limit: 2 });
    table.locate({ id: 0 }).take(1);
    const bound = Array.from({ length: 5 }, () => table.bind({ id: 1 }));
    table.removeIf(() => true);
    for (let round = 0; round < 3; round++) {
      for (const one of bound) one.take(1);
      expect(shownBy(table)).toEqual([[{ id: 1 }, 5]]);
      table.remove({ id: 1 });
      // Another one takes the place, and must not get what is theirs.
      table.locate({ id: 2 }).take(1);
      for (const one of bound.slice(round)) one.take(1);
      expect(shownBy(table)[0]).toEqual([{ id: 2 }, 1]);
      table.removeIf(() => true);
    }
  });

  it('counts each of its measurements past the limit once', () => {
    const table = newTable({ limit: 2 });
    table.locate({ id: 0 }).take(1);
    const bound = table.bind({ id: 1 });
    expect(table.overflowed).toBe(0);
    for (let i = 0; i < 10; i++) bound.take(2);
    expect(table.overflowed).toBe(10);
    expect(shownBy(table)).toEqual([
      [{ id: 0 }, 1],
      [{ 'otel.metric.overflow': true }, 20],
    ]);
  });

  it('comes in as soon as there is room, and then stays', () => {
    const table = newTable({ limit: 2 });
    table.locate({ id: 0 }).take(1);
    const bound = table.bind({ id: 1 });
    bound.take(1);
    table.remove({ id: 0 });
    for (let i = 0; i < 3; i++) bound.take(1);
    table.locate({ id: 0 }).take(1);
    bound.take(1);
    expect(shownBy(table)).toEqual([
      [{ 'otel.metric.overflow': true }, 2],
      [{ id: 1 }, 4],
    ]);
    expect(table.overflowed).toBe(2);
  });

  it('of the overflow series goes by where it is counted', () => {
    const table = newTable({ limit: 3 });
    const bound = table.bind({ 'otel.metric.overflow': true });
    for (let i = 0; i < 3; i++) bound.take(1);
    expect(table.overflowed).toBe(3);
    table.removeIf(() => true);
    bound.take(1);
    expect(shownBy(table)).toEqual([[{ 'otel.metric.overflow': true }, 1]]);
    expect(table.overflowed).toBe(4);
  });

  it('of a gauge changes what stands, where it was begun anew and where the limits keep it out', () => {
    const table = newTable({ kind: 'gauge', limit: 2 });
    const bound = table.bind({ id: 0 });
    table.remove({ id: 0 });
    table.locate({ id: 0 }).take(5);
    bound.shift(2);
    const keptOut = table.bind({ id: 1 });
    for (const amount of [3, -1]) keptOut.shift(amount);
    expect(shownBy(table)).toEqual([
      [{ id: 0 }, 7],
      [{ 'otel.metric.overflow': true }, 2],
    ]);
  });
});
