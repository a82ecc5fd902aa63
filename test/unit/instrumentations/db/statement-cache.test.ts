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
