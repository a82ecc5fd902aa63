import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { StatementCache } from '../../../../src/instrumentations/db/statement-cache.ts';

it('gives statements with one operation and table one summary', () => {
  const cache = new StatementCache();
  const summary = cache.summaryOf('SELECT * FROM orders WHERE id = 1');
  expect(summary).toEqual({ operation: 'SELECT', collection: 'orders' });
  expect(cache.summaryOf('select id from Orders')).toBe(summary);
  expect(cache.summaryOf('SELECT * FROM "Orders"')).not.toBe(summary);
});

it('says nothing of what is no statement', () => {
  const cache = new StatementCache();
  for (const text of [undefined, '', 'SELECTED']) expect(cache.summaryOf(text)).toEqual({});
});

it('still reads statements after more texts and tables than it remembers', () => {
  const cache = new StatementCache();
  for (let table = 0; table < 3000; table++) {
    const summary = { operation: 'SELECT', collection: `t${table}` };
    expect(cache.summaryOf(`SELECT * FROM t${table}`)).toEqual(summary);
  }
  expect(cache.summaryOf('SELECT * FROM t0')).toEqual({ operation: 'SELECT', collection: 't0' });
});

it('does not hold a bulk insert in memory for the name of its table', () => {
  const cache = new StatementCache();
  const before = usedHeap();
  const collections = Array.from({ length: 40 }, (_, index) => {
    const table = `quite_a_long_table_name_${index}`;
    const text = Buffer.alloc(1_000_000, `INSERT INTO ${table} VALUES ($1), ($2), `).toString();
    return cache.summaryOf(text).collection;
  });
  expect(new Set(collections).size).toBe(40);
  expect(usedHeap() - before).toBeLessThan(10_000_000);
});

function usedHeap(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}
