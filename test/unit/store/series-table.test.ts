import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CounterCell } from '../../../src/store/cells.ts';
import { SeriesTable } from '../../../src/store/series-table.ts';

const STORE = new URL('../../../src/store/metric-store.ts', import.meta.url).href;
const LIMIT = 10;
const MEBIBYTE = 2 ** 20;

function counterTable(limit = LIMIT): SeriesTable<CounterCell> {
  return new SeriesTable(limit, (attributes, start) => new CounterCell(attributes, start));
}

function totals(table: SeriesTable<CounterCell>): number {
  return [...table.cells()].reduce((sum, cell) => sum + cell.value, 0);
}

describe('a series table', () => {
  it('finds one series whatever the order of keys', () => {
    const table = counterTable();
    table.cellFor({ a: 1, b: 2 }).add(1);
    table.cellFor({ b: 2, a: 1 }).add(1);
    expect([...table.cells()].map((cell) => cell.value)).toEqual([2]);
  });

  it.each([
    ['a number and its text', { a: 1 }, { a: '1' }],
    ['a boolean and its text', { a: true }, { a: 'true' }],
    ['a key and value moved by one', { ab: 'c' }, { a: 'bc' }],
    ['text with separators', { a: '1,"b",2' }, { a: '1', b: '2' }],
    ['nothing and an empty text', {}, { a: '' }],
  ])('keeps %s apart', (_what, one, other) => {
    const table = counterTable();
    expect(table.cellFor(one)).not.toBe(table.cellFor(other));
  });

  it('is not relabelled when the app changes its object afterwards', () => {
    const table = counterTable();
    const attributes = { user: 'a' };
    const cell = table.cellFor(attributes);
    attributes.user = 'b';
    expect(cell.attributes).toEqual({ user: 'a' });
    expect(table.cellFor({ user: 'a' })).toBe(cell);
  });

  it('never diverts a known series to overflow', () => {
    const table = counterTable();
    const known = table.cellFor({ id: 0 });
    for (let id = 1; id < 100; id++) table.cellFor({ id }).add(1);
    expect(table.cellFor({ id: 0 })).toBe(known);
  });

  it('holds the limit and conserves the sum over any measurements', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 1000 }))),
        (measurements) => {
          const table = counterTable();
          for (const [id, value] of measurements) table.cellFor({ id }).add(value);
          expect(table.size).toBeLessThanOrEqual(LIMIT);
          expect(totals(table)).toBe(measurements.reduce((sum, [, value]) => sum + value, 0));
        },
      ),
    );
  });

  it('marks overflow as the specification says', () => {
    const table = counterTable(2);
    table.cellFor({ id: 1 });
    expect(table.cellFor({ id: 2 }).attributes).toEqual({ 'otel.metric.overflow': true });
  });

  it('lost most of what overflowed in its count of it, when cells were bound', () => {
    const table = counterTable(2);
    table.cellFor({ id: 0 }).add(1);
    for (let id = 1; id <= 3; id++) {
      const bound = table.cellFor({ id });
      for (let i = 0; i < 10; i++) bound.add(2);
      bound.add(-1);
    }
    expect(table.overflowed).toBe(30);
    expect(totals(table)).toBe(61);
  });

  it('kept an app text of 4 MB alive for each value that was cut out of it', () => {
    const longText = "(id + 'v'.repeat(4e6))";
    for (const value of [longText, `[${longText}]`, `${longText}.slice(0, 50)`]) {
      expect(heldAfter(value)).toBeLessThan(16 * MEBIBYTE);
    }
  });

  it('has one overflow series, also for an app that asks for it by its attributes', () => {
    const table = counterTable(3);
    const own = table.cellFor({ 'otel.metric.overflow': true });
    for (let id = 0; id < 5; id++) table.cellFor({ id });
    expect(table.cellFor({ 'otel.metric.overflow': true })).toBe(own);
    expect(table.cellFor({ id: 99 })).toBe(own);
    expect(table.isOverflow(own)).toBe(true);
    expect([...table.cells()].map(({ attributes }) => attributes)).toEqual([
      { id: 0 },
      { id: 1 },
      { 'otel.metric.overflow': true },
    ]);
  });

  it('counts the overflow series among its own', () => {
    const table = counterTable(3);
    expect(table.size).toBe(0);
    for (const [id, size] of [1, 2, 3, 3, 3].entries()) {
      table.cellFor({ id });
      expect(table.size).toBe(size);
    }
  });

  it('forgets series, the overflow series too, and gives their places to new ones', () => {
    const table = counterTable(3);
    for (let id = 0; id < 5; id++) table.cellFor({ id }).add(id);
    table.retain((cell) => cell.value === 1);
    expect([...table.cells()].map(({ attributes, value }) => [attributes.id, value])).toEqual([
      [1, 1],
    ]);
    expect(table.cellFor({ id: 9 }).attributes).toEqual({ id: 9 });
    expect(table.overflowed).toBe(3);
  });

  it('can be walked while series come and go', () => {
    const table = counterTable(100);
    for (let id = 0; id < 3; id++) table.cellFor({ id });
    const seen: unknown[] = [];
    for (const { attributes } of table.cells()) {
      seen.push(attributes.id);
      if (seen.length > 1) continue;
      table.cellFor({ id: 3 });
      table.retain((cell) => cell.attributes.id !== 1);
    }
    expect(seen).toEqual([0, 2, 3]);
  });
});

/** Bytes of heap that 20 series of a counter hold, whose one attribute is a code's value. */
function heldAfter(value: string): number {
  const script = `
    const { MetricStore } = await import(${JSON.stringify(STORE)});
    const descriptor = { name: 'x', kind: 'counter', description: '', unit: '', boundaries: [] };
    const { table } = new MetricStore(100).register({ name: 'shop' }, descriptor);
    const used = () => (gc(), process.memoryUsage().heapUsed);
    for (let id = 0; id < 3; id++) table.cellFor({ a: String(id) });
    const before = used();
    for (let id = 10; id < 30; id++) table.cellFor({ a: ${value} }).add(1);
    console.log(used() - before, table.size);
  `;
  const args = ['--expose-gc', '--input-type=module', '-e', script];
  const output = execFileSync(process.execPath, args, { encoding: 'utf8' });
  const [bytes, series] = output.trim().split(' ').map(Number);
  expect(series).toBe(23);
  return bytes ?? Number.NaN;
}
