import { monotonicSeconds } from '../../foundation/clock.ts';
import { attempt } from '../../foundation/guard.ts';
import { runTimedCall } from '../../pipeline/timed-call.ts';
import { createNamed } from '../bounded-names.ts';
import { type Answer, observeCall } from '../calls/observe-call.ts';
import { refuseDeclaration } from '../declared/declaration.ts';
import type { ObservedGauge } from '../declared/gauge.ts';
import { histogram } from '../declared/histogram.ts';
import {
  type ConnectionCounts,
  type ConnectionReader,
  tellConnections,
} from './database-connections.ts';

/** A database whose driver is not measured by itself. */
export interface Database {
  /**
   * Calls a function that asks the database once, and times it:
   * `database_query_duration_seconds{operation,table,status}`. A throw or a rejection is
   * `status="error"`, and goes on to the caller; of what is to be awaited, the time is until it
   * settles. Never throws by itself.
   *
   * Where the page shows classic names, queries that are measured automatically are in that family,
   * too. One that begins in the function is then left to this call, so that it counts once.
   *
   * @param operation What is done, e.g. `SELECT`.
   * @param table What it is done to.
   */
  query<R>(operation: string, table: string, call: () => R): Answer<R>;
  /** Says how many connections there are now: `database_connections_active{database,state}`. Never throws. */
  connections(counts: ConnectionCounts): void;
  /**
   * Asks at each collection how many connections there are, 500 ms at most. Who says it last, by this
   * or by `connections`, is the one for the database.
   *
   * @throws MetricsError `ACME_METRICS_INVALID_INSTRUMENT`, `ACME_METRICS_INSTRUMENT_CONFLICT`.
   */
  observe(read: ConnectionReader): ObservedGauge;
}

const SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

const databaseOf = createNamed('database', createDatabase);

/**
 * A database, for drivers without automatic support. Name it as no pool of `pg` is, which in classic
 * names is `host:port/database`: of two gauges with the same labels the page shows the first. The same name
 * is the same object; past 1,000 names a further one is the database `_OTHER`.
 *
 * @throws MetricsError `ACME_METRICS_INVALID_INSTRUMENT` for an empty name,
 *   `ACME_METRICS_INSTRUMENT_CONFLICT`.
 * @example
 * const stock = database('stock');
 * const rows = await stock.query('SELECT', 'items', () => driver.execute(sql));
 * stock.observe(() => ({ active: pool.inUse, idle: pool.free }));
 */
export function database(name: string): Database {
  return databaseOf(name);
}

function createDatabase(name: string): Database {
  const duration = histogram('database_query_duration', {
    // As the automatic one has it, with which it is one family in classic names.
    help: 'Time from the call of a database operation to its end.',
    unit: 's',
    labels: ['operation', 'table', 'status'],
    buckets: SECONDS,
  });
  return {
    query(operation, table, call) {
      const startedAt = monotonicSeconds();
      return runTimedCall('database_query_duration', (ended) =>
        observeCall(call, ({ failed }) => {
          ended();
          const status = failed ? 'error' : 'success';
          duration.record(monotonicSeconds() - startedAt, { operation, table, status });
        }),
      );
    },
    connections(counts) {
      attempt('observer_error', 'database.connections', () => {
        const { active, idle } = counts;
        tellConnections(name, () => ({ active, idle }));
      });
    },
    observe(read) {
      if (typeof read !== 'function') {
        refuseDeclaration('database', name, 'observe has to be given a function');
      }
      return tellConnections(name, read);
    },
  };
}
