import type { Pool, PoolConfig } from 'pg';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { pgObserver } from '../../../../../src/instrumentations/db/pg/observer.ts';
import { observeCall } from '../../../../../src/instruments/calls/observe-call.ts';
import { runTimedCall } from '../../../../../src/pipeline/timed-call.ts';
import { freePort } from '../../../../support/app-process.ts';
import { startPostgres } from '../../../../support/postgres.ts';
import { type Recording, record } from '../../http/recording.ts';
import { loadPg } from '../fixtures/observed.ts';

const DURATION = 'db.client.operation.duration';

// pg is loaded by everything below, and has to be watched before that.
let recording = record(pgObserver, { naming: 'classic' });
const pg = await loadPg('esm');
const postgres = await startPostgres();
const pools: Pool[] = [];

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.end()));
  recording.stop();
});
afterAll(() => postgres.stop());

function start(naming: 'classic' | 'standard'): Recording {
  recording.stop();
  recording = record(pgObserver, { naming });
  return recording;
}

function poolOf(options: PoolConfig): Pool {
  const pool = new pg.Pool({ ...postgres.settings, ...options });
  pools.push(pool);
  return pool;
}

/** As helpers do it. */
function timed<R>(call: () => R) {
  return runTimedCall('database_query_duration', (ended) => observeCall(call, ended));
}

const SQL = 'SELECT pg_sleep(0.01)';

interface Way {
  readonly what: string;
  readonly query: (pool: Pool) => () => Promise<unknown>;
}

const WAYS: readonly Way[] = [
  { what: 'a query of a pool', query: (pool) => () => pool.query(SQL) },
  {
    what: 'a query with a callback',
    query: (pool) => () => new Promise((done) => pool.query(SQL, done)),
  },
  {
    what: 'a query of a client of a pool',
    query: (pool) => async () => {
      const client = await pool.connect();
      await client.query(SQL).finally(() => client.release());
    },
  },
  {
    what: 'a query of a client that a callback is given',
    query: (pool) => () =>
      new Promise((resolve, reject) => {
        pool.connect((error, client, release) => {
          if (client === undefined) return reject(error);
          client.query(SQL).then(resolve, reject).finally(release);
        });
      }),
  },
  {
    what: 'a query that fails',
    query: (pool) => () => pool.query('SELECT no_such_column').catch(() => {}),
  },
];

describe.each(WAYS)('$what', ({ query }) => {
  it('is left to the helper that times it, in classic names', async () => {
    const { total } = start('classic');
    const call = query(poolOf({}));
    await timed(call);
    expect(total(DURATION)).toBe(0);
    await call();
    expect(total(DURATION)).toBe(1);
  });

  it('is told apart from those that wait for the same connection', async () => {
    const { total } = start('classic');
    const call = query(poolOf({ max: 1 }));
    await Promise.all([call(), timed(call), call(), timed(call), timed(call), call()]);
    expect(total(DURATION)).toBe(3);
    await call();
    expect(total(DURATION)).toBe(4);
  });

  it("is in both families, in OpenTelemetry's names", async () => {
    const { total } = start('standard');
    await timed(query(poolOf({})));
    expect(total(DURATION)).toBe(1);
  });
});

it('a client that can not connect is left to the helper too', async () => {
  const { total } = start('classic');
  const pool = poolOf({ port: await freePort() });
  await timed(() => pool.query(SQL)).catch(() => {});
  expect(total(DURATION)).toBe(0);
  await pool.query(SQL).catch(() => {});
  expect(total(DURATION)).toBe(1);
});
