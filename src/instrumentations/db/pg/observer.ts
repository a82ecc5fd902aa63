import type { Config } from '../../../config/options.ts';
import { stopAll } from '../../../foundation/guard.ts';
import type { Meter } from '../../../pipeline/meter.ts';
import type { Observer } from '../../../pipeline/observer.ts';
import { holdBackFor } from '../../hold-back.ts';
import { wasReported, watchModule } from '../../module-loads.ts';
import { ClientOperations } from './client-operations.ts';
import { clientListener, patchClient } from './client-patch.ts';
import type { PgClientClass, PgPoolClass } from './driver.ts';
import { patchPool } from './pool-patch.ts';
import { observePools } from './pools.ts';

/**
 * PostgreSQL through `pg`: operations of every client and the states of every pool. pg publishes
 * no diagnostics channels, so the prototypes of its classes are patched when the app loads them,
 * by `require` or `import`. Patches outlive a stop: they tell the observer that is on, or nobody.
 */
export const pgObserver: Observer = {
  name: 'pg',
  observes: 'modules pg and pg-pool',
  isWaiting: () => !wasReported('pg'),
  start(meter, config) {
    const stops = [
      observeOperations(meter, config),
      observePools(meter, config),
      watchModule({
        specifiers: ['pg', 'pg-pool', 'pg/lib', 'pg/lib/index', 'pg/lib/index.js'],
        files: ['/pg/lib/index.js', '/pg-pool/index.js'],
        loaded: patchExports,
      }),
    ];
    return () => stopAll(stops);
  },
};

function observeOperations(meter: Meter, config: Config): () => void {
  const duration = meter.createHistogram('db.client.operation.duration', {
    description: 'Time from the call of a database operation to its end.',
    unit: 's',
    advice: { explicitBucketBoundaries: [...config.databaseBuckets] },
  });
  const isHeldBack = holdBackFor('database_query_duration', config);
  return clientListener.start(new ClientOperations(duration, meter.contexts, isHeldBack));
}

/**
 * `pg` exports both classes, its Pool a subclass of pg-pool's; `pg-pool` exports the pool's class.
 * Nothing else of the exports is read: `pg.native` is a getter that loads libpq.
 */
function patchExports(exports: unknown): void {
  if (typeof exports === 'function') {
    patchPool(exports as unknown as PgPoolClass);
    return;
  }
  const { Client, Pool } = exports as { Client?: PgClientClass; Pool?: PgPoolClass };
  if (typeof Client === 'function') patchClient(Client);
  if (typeof Pool === 'function') patchPool(Object.getPrototypeOf(Pool));
}
