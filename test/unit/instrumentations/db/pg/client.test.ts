import { once } from 'node:events';
import type { QueryConfig } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { faultCounts } from '../../../../../src/foundation/faults.ts';
import { setLogLevel } from '../../../../../src/foundation/log.ts';
import { pgObserver } from '../../../../../src/instrumentations/db/pg/observer.ts';
import type { Histogram, Meter } from '../../../../../src/pipeline/meter.ts';
import { createMeterProvider } from '../../../../../src/pipeline/meter-provider.ts';
import { startPostgres } from '../../../../support/postgres.ts';
import { CONFIG, loadPg, observe } from '../fixtures/observed.ts';
import { createOrders } from '../fixtures/orders.ts';
import { countOperations, newOperations, readMetric } from '../fixtures/readings.ts';
import { connected } from '../fixtures/traffic.ts';

// pg is loaded by everything below, and has to be watched before that.
const first = observe();
const pg = await loadPg('cjs');
const postgres = await startPostgres();
const { settings } = postgres;

beforeAll(() => createOrders(settings));
afterAll(() => postgres.stop());

describe.skipIf(postgres.engine === 'pglite')('clients, on a real PostgreSQL', () => {
  it('carry the attributes of their target', async () => {
    const { provider, stop } = observe();
    const client = await connected(pg, settings);
    await client.query('INSERT INTO orders VALUES ($1, $2)', [3, 30]);
    await client.query('INSERT INTO orders VALUES ($1, $2)', [3, 30]).catch(() => {});
    await client.end();
    const target = {
      'db.system.name': 'postgresql',
      'db.namespace': settings.database,
      'db.operation.name': 'INSERT',
      'db.collection.name': 'orders',
      'server.address': settings.host,
      'server.port': settings.port,
    };
    const operations = await readMetric(provider, 'db.client.operation.duration');
    expect(operations.map(({ attributes }) => ({ ...attributes }))).toEqual([
      target,
      { ...target, 'error.type': '23505', 'db.response.status_code': '23505' },
    ]);
    stop();
  });

  it('time a query from the call on, its wait behind others included', async () => {
    const { provider, stop } = observe();
    const client = await connected(pg, settings);
    await Promise.all([1, 2, 3].map(() => client.query('SELECT pg_sleep(0.1)')));
    await client.end();
    const [select] = await readMetric(provider, 'db.client.operation.duration');
    expect(select?.value).toBe(3);
    // 0.1, 0.2 and 0.3 s; without the waits it would be 0.3 s.
    expect(select?.sum).toBeGreaterThan(0.55);
    stop();
  });

  it('know a prepared statement by its name on its own connection', async () => {
    const { provider, stop } = observe();
    const [one, other] = [await connected(pg, settings), await connected(pg, settings)];
    await one.query({ name: 'same', text: 'SELECT * FROM orders' });
    await other.query({ name: 'same', text: 'SELECT * FROM pg_class LIMIT 1' });
    const before = await countOperations(provider);
    for (const client of [one, other]) await client.query({ name: 'same' } as QueryConfig);
    expect(newOperations(before, await countOperations(provider))).toEqual([
      'SELECT orders',
      'SELECT pg_class',
    ]);
    await Promise.all([one.end(), other.end()]);
    stop();
  });

  it('find the series of a repeated operation without new attributes', async () => {
    const { meter, binds } = meterCountingBinds();
    const stop = pgObserver.start(meter, CONFIG);
    const clients = [await connected(pg, settings), await connected(pg, settings)];
    for (const client of clients) {
      for (const id of [1, 2, 3]) {
        await client.query('SELECT * FROM orders WHERE id = $1', [id]);
        await client.query(`select * from orders where id = ${id}`);
        await client.query('SELECT * FROM missing WHERE id = $1', [id]).catch(() => {});
      }
      await client.end();
    }
    expect(binds).toEqual(['SELECT orders', 'SELECT missing']);
    stop();
  });

  it('are counted by the observer that is on, and by none when it is off', async () => {
    const before = await countOperations(first.provider);
    const client = await connected(pg, settings);
    const again = observe();
    await client.query('SELECT 1');
    again.stop();
    await client.query('SELECT 2');
    await client.end();
    expect(await countOperations(again.provider)).toEqual(new Map([['SELECT', 1]]));
    expect(newOperations(before, await countOperations(first.provider))).toEqual([]);
  });

  it('do not count a query that was asked while the observer was off for one asked later', async () => {
    const client = await connected(pg, settings);
    const early = [client.query('SELECT pg_sleep(0.1)'), client.query('SELECT * FROM orders')];
    const { provider, stop } = observe();
    await client.query('DELETE FROM orders WHERE id = 99');
    await Promise.all([...early, client.end()]);
    expect(await countOperations(provider)).toEqual(new Map([['DELETE orders', 1]]));
    stop();
  });

  it('work on when recording fails, which is counted as a fault', async () => {
    setLogLevel('none');
    const faults = faultCounts().get('observer_error') ?? 0;
    const stop = pgObserver.start(brokenMeter(), CONFIG);
    const pool = new pg.Pool(settings);
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    const removed = once(pool, 'remove');
    await expect(pool.query('SELECT * FROM missing')).rejects.toThrow('missing');
    await removed;
    await pool.end();
    expect(faultCounts().get('observer_error')).toBeGreaterThan(faults);
    stop();
  });
});

/** A working meter that notes which operations were bound. */
function meterCountingBinds(): { readonly meter: Meter; readonly binds: string[] } {
  const meter = createMeterProvider({
    cardinalityLimit: 100,
    totalCardinalityLimit: 10_000,
    seriesTtlMs: 0,
  }).getMeter('test');
  const binds: string[] = [];
  const createHistogram: Meter['createHistogram'] = (name, options) => {
    const histogram = meter.createHistogram(name, options);
    if (name !== 'db.client.operation.duration') return histogram;
    const bind: Histogram['bind'] = (attributes) => {
      binds.push(`${attributes['db.operation.name']} ${attributes['db.collection.name']}`);
      return histogram.bind(attributes);
    };
    return Object.assign(Object.create(histogram), { bind });
  };
  return { meter: { ...meter, createHistogram }, binds };
}

/** A meter whose instruments can be made and throw when they are used. */
function brokenMeter(): Meter {
  const meter = createMeterProvider({
    cardinalityLimit: 100,
    totalCardinalityLimit: 10_000,
    seriesTtlMs: 0,
  }).getMeter('test');
  const fail = (): never => {
    throw new Error('broken instrument');
  };
  return {
    ...meter,
    createHistogram: () => ({ record: fail, bind: fail, remove: fail, clear: fail }),
    createCounter: () => ({ add: fail, bind: fail, remove: fail, clear: fail }),
  };
}
