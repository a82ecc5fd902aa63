import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setLogLevel } from '../../../../../src/foundation/log.ts';
import type { MeterProvider } from '../../../../../src/pipeline/meter-provider.ts';
import { waitFor } from '../../../../support/app-process.ts';
import { startPostgres } from '../../../../support/postgres.ts';
import { loadPg, observe, type Pg } from '../fixtures/observed.ts';
import { readMetric, readPools } from '../fixtures/readings.ts';
import { connected } from '../fixtures/traffic.ts';

type Pool = InstanceType<Pg['Pool']>;

// pg is loaded by everything below, and has to be watched before that.
const watching = observe();
const pg = await loadPg('esm');
watching.stop();
const postgres = await startPostgres();
const { settings } = postgres;
const NAME = `${settings.host}:${settings.port}/${settings.database}`;
const OTHER_DATABASE = 'template1';
const OTHER_NAME = `${settings.host}:${settings.port}/${OTHER_DATABASE}`;

let provider: MeterProvider;
let stop: () => void;

beforeEach(() => {
  ({ provider, stop } = observe());
});
afterEach(() => stop());
afterAll(() => postgres.stop());

describe.skipIf(postgres.engine === 'pglite')('pools, on a real PostgreSQL', () => {
  it('of two databases are two series, each with its own waiters', async () => {
    const one = new pg.Pool({ ...settings, max: 2 });
    const other = new pg.Pool({ ...settings, database: OTHER_DATABASE, max: 3, min: 1 });
    const held = [await one.connect(), await one.connect(), await other.connect()];
    const waiting = [one.connect(), one.connect()];
    const idle = await other.connect();
    idle.release();
    expect(await readPools(provider)).toEqual({
      [NAME]: 'used 2, idle 0, pending 2, limit 2',
      [OTHER_NAME]: 'used 1, idle 1, pending 0, limit 3',
    });
    for (const client of held) client.release();
    for (const client of await Promise.all(waiting)) client.release();
    expect(await readPools(provider)).toEqual({
      [NAME]: 'used 0, idle 2, pending 0, limit 2',
      [OTHER_NAME]: 'used 0, idle 2, pending 0, limit 3',
    });
    expect(await valuesOf('idle.min')).toEqual([0, 1]);
    await Promise.all([one.end(), other.end()]);
    expect(await readPools(provider)).toEqual({});
  });

  it('with equal settings are one series with their sum', async () => {
    const one = new pg.Pool({ ...settings, max: 1 });
    const other = new pg.Pool({ ...settings, max: 4 });
    const held = await one.connect();
    const waiting = one.connect();
    (await other.connect()).release();
    expect(await readPools(provider)).toEqual({
      [NAME]: 'used 1, idle 1, pending 1, limit 5',
    });
    held.release();
    (await waiting).release();
    await one.end();
    expect(await readPools(provider)).toEqual({ [NAME]: 'used 0, idle 1, pending 0, limit 4' });
    await other.end();
  });

  it('are known by what a connection string or the environment says', async () => {
    const { host, port, user, password } = settings;
    const connectionString = `postgres://${user}:${password}@${host}:${port}/${OTHER_DATABASE}`;
    const pool = new pg.Pool({ connectionString, max: 1 });
    await pool.query('SELECT 1');
    expect(Object.keys(await readPools(provider))).toEqual([OTHER_NAME]);
    await pool.end();
  });

  it('lose a connection that was idle for too long', async () => {
    const pool = new pg.Pool({ ...settings, idleTimeoutMillis: 10 });
    await pool.query('SELECT 1');
    await once(pool, 'remove');
    expect(await readPools(provider)).toEqual({ [NAME]: 'used 0, idle 0, pending 0, limit 10' });
    await pool.end();
  });

  it('lose a connection that the server ended', async () => {
    const pool = new pg.Pool(settings);
    const { rows } = await pool.query('SELECT pg_backend_pid() AS pid');
    const lost = once(pool, 'error');
    const killer = await connected(pg, settings);
    await killer.query('SELECT pg_terminate_backend($1)', [rows[0].pid]);
    await lost;
    expect(await readPools(provider)).toEqual({ [NAME]: 'used 0, idle 0, pending 0, limit 10' });
    await Promise.all([killer.end(), pool.end()]);
  });

  it('that were used before the observer started are known at their next use', async () => {
    stop();
    const pool = new pg.Pool(settings);
    await pool.query('SELECT 1');
    ({ provider, stop } = observe());
    expect(await readPools(provider)).toEqual({});
    await pool.query('SELECT 1');
    expect(await readPools(provider)).toEqual({ [NAME]: 'used 0, idle 1, pending 0, limit 10' });
    await pool.end();
  });

  it('do not time a request that was made before the observer started', async () => {
    stop();
    const pool = new pg.Pool({ ...settings, max: 1 });
    const held = await pool.connect();
    const early = pool.connect();
    ({ provider, stop } = observe());
    const late = pool.connect();
    held.release(true);
    (await early).release();
    (await late).release();
    expect(await valuesOf('wait_time', 'use_time')).toEqual([1, 1]);
    await pool.end();
  });

  it('that nobody holds any more are let go without having been ended', async () => {
    await useAndForget();
    await waitFor(
      async () => {
        collectGarbage();
        return Object.keys(await readPools(provider)).length === 0 || undefined;
      },
      () => 'the pool is still held',
    );
  });

  it('time waiting, use and opening, once for each', async () => {
    const pool = new pg.Pool({ ...settings, max: 1 });
    const held = await pool.connect();
    const waiting = pool.query('SELECT 1');
    await held.query('SELECT pg_sleep(0.1)');
    held.release();
    await waiting;
    await called((done) => pool.query('SELECT 1', done));
    await pool.end();
    expect(await valuesOf('wait_time', 'use_time', 'create_time', 'timeouts')).toEqual([
      3, 3, 1, 0,
    ]);
    const [waited] = await readMetric(provider, 'db.client.connection.wait_time');
    const [used] = await readMetric(provider, 'db.client.connection.use_time');
    expect(waited?.sum).toBeGreaterThan(0.09);
    expect(used?.sum).toBeGreaterThan(0.09);
  });

  it('count requests that waited in vain, by promise and by callback', async () => {
    const pool = new pg.Pool({ ...settings, max: 1, connectionTimeoutMillis: 500 });
    const held = await pool.connect();
    const refused = [pool.connect(), called((done) => pool.connect(done)), pool.query('SELECT 1')];
    for (const { status } of await Promise.allSettled(refused)) expect(status).toBe('rejected');
    expect(await valuesOf('timeouts')).toEqual([3]);
    expect(await readPools(provider)).toEqual({ [NAME]: 'used 1, idle 0, pending 0, limit 1' });
    held.release();
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    expect(await valuesOf('wait_time', 'use_time', 'timeouts')).toEqual([2, 2, 3]);
    await pool.end();
  });

  it('count a server that does not answer in time', async () => {
    const silent = await silentServer();
    const pool = new pg.Pool({ ...settings, port: silent.port, connectionTimeoutMillis: 50 });
    await expect(pool.connect()).rejects.toThrow('timeout');
    expect(await valuesOf('timeouts', 'wait_time', 'create_time')).toEqual([1, 0, 0]);
    await pool.end();
    silent.close();
  });

  it('count a failed connect as no timeout', async () => {
    const pool = new pg.Pool({ ...settings, password: 'wrong', connectionTimeoutMillis: 5000 });
    await expect(pool.connect()).rejects.toThrow('password');
    expect(await valuesOf('timeouts', 'wait_time')).toEqual([0, 0]);
    await pool.end();
  });

  it.each([
    ['has a message that is no text', Object.assign(new Error(), { message: 42 })],
    ['throws when its message is read', errorWithoutMessage()],
  ])('settle a connect whose password() rejects with an error that %s', async (_what, error) => {
    setLogLevel('none');
    const pool = new pg.Pool({
      ...settings,
      password: () => Promise.reject(error),
      connectionTimeoutMillis: 5000,
    });
    const outcome = await pool.connect().catch((reason: unknown) => [reason]);
    setLogLevel('warn');
    expect(outcome).toEqual([error]);
    await pool.end();
  });

  it("count a timeout of the app's own password() as no timeout of the pool", async () => {
    const pool = new pg.Pool({
      ...settings,
      password: () => Promise.reject(new Error('vault: request timeout')),
      connectionTimeoutMillis: 5000,
    });
    await expect(pool.connect()).rejects.toThrow('vault');
    expect(await valuesOf('timeouts')).toEqual([0]);
    await pool.end();
  });

  it('whose limits are texts, as from the environment, have numbers', async () => {
    const texts = { max: '10', min: '2' } as unknown as { max: number; min: number };
    const pool = new pg.Pool({ ...settings, ...texts });
    await pool.query('SELECT 1');
    expect(await readPools(provider)).toEqual({ [NAME]: 'used 0, idle 1, pending 0, limit 10' });
    expect(await valuesOf('idle.min')).toEqual([2]);
    await pool.end();
  });

  it('of a subclass are pools', async () => {
    class Own extends pg.Pool {}
    const pool = new Own({ ...settings, max: 7 });
    await pool.query('SELECT 1');
    expect(await readPools(provider)).toEqual({ [NAME]: 'used 0, idle 1, pending 0, limit 7' });
    await pool.end();
  });

  it('retire an old connection without counting it as a use', async () => {
    const pool = new pg.Pool({ ...settings, maxLifetimeSeconds: 1, idleTimeoutMillis: 0 });
    await pool.query('SELECT 1');
    await once(pool, 'remove');
    expect(await valuesOf('wait_time', 'use_time')).toEqual([1, 1]);
    await pool.end();
  });
});

/** Values of metrics of the one pool, or of one metric of all pools. */
async function valuesOf(...metrics: readonly string[]): Promise<number[]> {
  const values: number[] = [];
  for (const metric of metrics) {
    const readings = await readMetric(provider, `db.client.connection.${metric}`);
    values.push(...readings.map(({ value }) => value));
  }
  return values;
}

/** In a function of its own, so that nothing of it stays on the stack. */
async function useAndForget(): Promise<void> {
  const pool: Pool = new pg.Pool({ ...settings, idleTimeoutMillis: 1 });
  await pool.query('SELECT 1');
  expect(Object.keys(await readPools(provider))).toEqual([NAME]);
  await once(pool, 'remove');
}

function errorWithoutMessage(): Error {
  return Object.defineProperty(new Error(), 'message', {
    get: () => {
      throw new TypeError('no message');
    },
  });
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

function called(call: (done: (error: unknown) => void) => unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    call((error) => (error ? reject(error) : resolve()));
  });
}

/** Takes connections and never says a word. */
async function silentServer(): Promise<{ readonly port: number; close(): void }> {
  const server = createServer(() => {});
  server.listen(0, settings.host);
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}
