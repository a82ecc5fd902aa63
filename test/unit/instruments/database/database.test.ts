import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { setLogLevel } from '../../../../src/foundation/log.ts';
import { database } from '../../../../src/instruments/database/database.ts';
import { processMetrics } from '../../../../src/pipeline/process-metrics.ts';
import { followTimedCalls, isInTimedCall } from '../../../../src/pipeline/timed-call.ts';
import { faultsOf, measured, valuesOf } from '../measured.ts';

setLogLevel('none');

const QUERIES = 'database_query_duration';
const CONNECTIONS = 'database_connections_active';

async function connections(): Promise<Record<string, number>> {
  await processMetrics().provider.observables.observe();
  return valuesOf(CONNECTIONS);
}

describe('a query', () => {
  const stock = database('stock');

  it('is timed by what it does to what', async () => {
    expect(await stock.query('SELECT', 'items', () => sleep(30, ['row']))).toEqual(['row']);
    expect(stock.query('COUNT', 'items', () => 7)).toBe(7);
    await expect(stock.query('INSERT', 'items', () => Promise.reject('full'))).rejects.toBe('full');
    expect(valuesOf(QUERIES)).toEqual({
      'operation=SELECT,status=success,table=items': 1,
      'operation=COUNT,status=success,table=items': 1,
      'operation=INSERT,status=error,table=items': 1,
    });
    const { distribution } = measured(QUERIES)[0] ?? {};
    expect(distribution?.sum).toBeGreaterThan(0.028);
    expect([distribution?.boundaries.at(0), distribution?.boundaries.at(-1)]).toEqual([0.001, 5]);
  });

  it('holds back what begins in it, also where it begins when it is awaited', async () => {
    followTimedCalls();
    const seen: boolean[] = [];
    const look = () => seen.push(isInTimedCall(QUERIES));
    await stock.query('SELECT', 'items', async () => {
      look();
      await sleep(1);
      look();
    });
    look();
    const lazy = {
      // biome-ignore lint/suspicious/noThenProperty: as builders of queries are.
      then(fulfilled: (rows: string[]) => void) {
        look();
        fulfilled([]);
      },
    } as unknown as PromiseLike<string[]>;
    await stock.query('SELECT', 'items', () => lazy);
    expect(seen).toEqual([true, true, false, true]);
  });

  it('lets its followers begin again where it has ended, in its own context too', async () => {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    stock.query('SELECT', 'items', () => {
      setImmediate(() => resolve(isInTimedCall(QUERIES)));
    });
    expect(await promise).toBe(false);
  });
});

describe('connections', () => {
  it('are what was said last', async () => {
    const orders = database('orders');
    orders.connections({ active: 1, idle: 9 });
    const counts = { active: 4, idle: 6 };
    database('orders').connections(counts);
    counts.active = 100;
    expect(await connections()).toEqual({
      'database=orders,state=active': 4,
      'database=orders,state=idle': 6,
    });
    expect(await connections()).toMatchObject({ 'database=orders,state=active': 4 });
  });

  it('are asked for, until that is stopped', async () => {
    let active = 1;
    const asked = database('asked').observe(async () => ({ active: active++, idle: 0 }));
    expect(await connections()).toMatchObject({ 'database=asked,state=active': 1 });
    expect(await connections()).toMatchObject({ 'database=asked,state=active': 2 });
    asked.stop();
    expect(await connections()).not.toHaveProperty('database=asked,state=active');
  });

  it('of a database that does not answer keep no other from it', async () => {
    const broken = database('broken').observe(() => {
      throw new Error('gone');
    });
    database('fine').connections({ active: 3, idle: 0 });
    expect(await connections()).toMatchObject({ 'database=fine,state=active': 3 });
    broken.stop();
  });

  it('of one that begins later are the ones of the database; an earlier stop is not theirs', async () => {
    const first = database('again').observe(() => ({ active: 1, idle: 1 }));
    database('again').observe(() => ({ active: 2, idle: 2 }));
    first.stop();
    expect(await connections()).toMatchObject({ 'database=again,state=active': 2 });
  });

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY, 'x', undefined])(
    'that can be none are dropped and counted, the others of the answer stay: %o',
    async (active) => {
      const asked = database('wrong').observe(() => ({ active: active as number, idle: 2 }));
      expect(await faultsOf('invalid_value', connections)).toBe(1);
      const shown = await connections();
      expect(shown).toMatchObject({ 'database=wrong,state=idle': 2 });
      expect(shown).not.toHaveProperty('database=wrong,state=active');
      asked.stop();
    },
  );

  it('that are no numbers are dropped and counted', async () => {
    const odd = database('odd');
    odd.connections({ active: 'many' as never, idle: 2 });
    expect(await faultsOf('invalid_value', connections)).toBe(1);
    expect(await connections()).toMatchObject({ 'database=odd,state=idle': 2 });
    expect(await faultsOf('observer_error', () => odd.connections(null as never))).toBe(1);
  });
});

describe('what no database can be made of is said', () => {
  it.each([undefined, null, '', ' ', 7])('the name %o', (name) => {
    expect(() => database(name as never)).toThrow(
      expect.objectContaining({ code: 'ACME_METRICS_INVALID_INSTRUMENT' }),
    );
  });

  it.each([undefined, 7, {}])('the reader %o', (read) => {
    expect(() => database('stock').observe(read as never)).toThrow(/given a function/);
  });
});
