import pg from 'pg';
import { expect, it } from 'vitest';
import { startPostgres } from '../../../support/postgres.ts';

it('PGlite stands in for the server with ten connections at once', async () => {
  const postgres = await startPostgres('pglite');
  const pool = new pg.Pool({ ...postgres.settings, max: 10 });
  const numbers = Array.from({ length: 30 }, (_, index) => index);
  const results = await Promise.all(numbers.map((n) => pool.query('SELECT $1::int AS n', [n])));
  expect(results.map(({ rows }) => rows[0].n)).toEqual(numbers);
  await pool.end();
  await postgres.stop();
});
