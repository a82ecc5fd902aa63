import type { Attributes } from '@opentelemetry/api';
import type { Meter } from '../../../pipeline/meter.ts';
import { observeTogether } from '../../../pipeline/observe-together.ts';
import type { PgPool } from './driver.ts';

/** What all pools of one name hold together. */
interface PoolTotals {
  used: number;
  idle: number;
  pending: number;
  limit: number;
  idleMin: number;
}

/**
 * The states of all pools, read from the pools themselves at every collection: nothing is counted
 * along that could drift. Pools of one name are one series with their sums: the name is made of
 * their target, and a number behind it would give an app that makes pools over and over endless
 * series. A pool leaves when it has ended or nobody holds it any more. pg-pool knows no limit of
 * idle connections, hence no `idle.max`.
 */
export class PoolGauges {
  readonly #names = new Map<WeakRef<PgPool>, string>();
  readonly #collected = new FinalizationRegistry<WeakRef<PgPool>>((ref) => this.#names.delete(ref));

  add(pool: PgPool, name: string): void {
    const ref = new WeakRef(pool);
    this.#names.set(ref, name);
    this.#collected.register(pool, ref);
  }

  /** Makes the instruments and observes until the returned function is called. */
  observe(meter: Meter): () => void {
    const count = meter.createObservableUpDownCounter('db.client.connection.count', {
      description: 'Connections of the pool that are in use or being opened, or idle.',
      unit: '{connection}',
    });
    const pending = meter.createObservableUpDownCounter('db.client.connection.pending_requests', {
      description: 'Requests that wait for a connection of the pool.',
      unit: '{request}',
    });
    const limit = meter.createObservableUpDownCounter('db.client.connection.limit', {
      description: 'Most connections that the pool may open.',
      unit: '{connection}',
    });
    const idleMin = meter.createObservableUpDownCounter('db.client.connection.idle.min', {
      description: 'Connections that the pool keeps open although they are idle.',
      unit: '{connection}',
    });
    return observeTogether(meter, [count, pending, limit, idleMin], (result) => {
      for (const [name, totals] of this.#totals()) {
        const pool = { 'db.client.connection.pool.name': name };
        result.observe(count, totals.used, inState('used', pool));
        result.observe(count, totals.idle, inState('idle', pool));
        result.observe(pending, totals.pending, pool);
        result.observe(limit, totals.limit, pool);
        result.observe(idleMin, totals.idleMin, pool);
      }
    });
  }

  #totals(): Map<string, PoolTotals> {
    const totals = new Map<string, PoolTotals>();
    for (const [ref, name] of this.#names) {
      const pool = ref.deref();
      if (pool === undefined || pool.ended) this.#names.delete(ref);
      else totals.set(name, sum(totals.get(name), pool));
    }
    return totals;
  }
}

function sum(others: PoolTotals | undefined, pool: PgPool): PoolTotals {
  const { used, idle, pending, limit, idleMin } = others ?? NONE;
  return {
    used: used + pool.totalCount - pool.idleCount,
    idle: idle + pool.idleCount,
    pending: pending + pool.waitingCount,
    limit: limit + toNumber(pool.options.max),
    idleMin: idleMin + toNumber(pool.options.min),
  };
}

/** An option may be a text, as it comes from the environment: pg-pool compares it as a number. */
function toNumber(option: unknown): number {
  return Number(option) || 0;
}

const NONE: PoolTotals = { used: 0, idle: 0, pending: 0, limit: 0, idleMin: 0 };

function inState(state: 'used' | 'idle', pool: Attributes): Attributes {
  return { ...pool, 'db.client.connection.state': state };
}
