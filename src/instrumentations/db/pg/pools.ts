import type { Config } from '../../../config/options.ts';
import { stopAll } from '../../../foundation/guard.ts';
import type { Meter } from '../../../pipeline/meter.ts';
import { BoundedMap } from '../bounded-map.ts';
import type { PgPool } from './driver.ts';
import { PoolGauges } from './pool-gauges.ts';
import { poolListener } from './pool-patch.ts';
import { type PoolCells, PoolTimes } from './pool-times.ts';
import { poolName } from './target.ts';

/** Names are made of targets; past this many the store finds the series again. */
const MOST_NAMES = 100;

/** Observes all pools until the returned function is called. */
export function observePools(meter: Meter, config: Config): () => void {
  const makeCells = createTimeInstruments(meter, config);
  const gauges = new PoolGauges();
  const cellsByName = new BoundedMap<string, PoolCells>(MOST_NAMES);
  const cellsByPool = new WeakMap<PgPool, PoolCells>();
  const stopListening = poolListener.start({
    times: new PoolTimes((pool) => cellsByPool.get(pool)),
    used(pool) {
      const client = pool._clients?.[0];
      if (client === undefined || cellsByPool.has(pool)) return;
      const name = poolName(client);
      const cells = cellsByName.get(name) ?? makeCells(name);
      cellsByName.set(name, cells);
      cellsByPool.set(pool, cells);
      gauges.add(pool, name);
    },
  });
  const stopObserving = gauges.observe(meter);
  return () => stopAll([stopListening, stopObserving]);
}

function createTimeInstruments(meter: Meter, config: Config): (name: string) => PoolCells {
  const inSeconds = (name: string, description: string) =>
    meter.createHistogram(`db.client.connection.${name}`, {
      description,
      unit: 's',
      advice: { explicitBucketBoundaries: [...config.databaseBuckets] },
    });
  const waitTime = inSeconds('wait_time', 'Time to obtain a connection from the pool.');
  const useTime = inSeconds('use_time', 'Time between borrowing a connection and returning it.');
  const createTime = inSeconds('create_time', 'Time to open a new connection.');
  const timeouts = meter.createCounter('db.client.connection.timeouts', {
    description: 'Requests that got no connection from the pool in time.',
    unit: '{timeout}',
  });
  return (name) => {
    const attributes = { 'db.client.connection.pool.name': name };
    return {
      waitTime: waitTime.bind(attributes),
      useTime: useTime.bind(attributes),
      createTime: createTime.bind(attributes),
      timeouts: timeouts.bind(attributes),
    };
  };
}
