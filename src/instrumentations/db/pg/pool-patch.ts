import { monotonicSeconds } from '../../../foundation/clock.ts';
import { reportFault } from '../../../foundation/guard.ts';
import type { PgClient, PgPool, PgPoolClass, PgPoolRequest } from './driver.ts';
import { claim, patchMethod } from './patch.ts';
import type { PoolTimes } from './pool-times.ts';

export interface PoolListener {
  readonly times: PoolTimes;
  /** A pool was used; called again and again for the same one. */
  used(pool: PgPool): void;
}

let listener: PoolListener | undefined;

/** Tells `to` what patched pools do, until the returned function is called. */
export function listenToPools(to: PoolListener): () => void {
  listener = to;
  return () => {
    if (listener === to) listener = undefined;
  };
}

/** Patches pg-pool's class once, for its subclasses as well. Changes nothing that the app sees. */
export function patchPool({ prototype }: PgPoolClass): void {
  if (!Object.hasOwn(prototype, 'newClient') || !claim(prototype)) return;
  patchMethod(prototype, 'connect', (original) => {
    return function connect(this: PgPool, ...args) {
      const asking = tell(({ times }) => times.asked());
      try {
        return Reflect.apply(original, this, args);
      } finally {
        if (asking !== undefined) tell(({ times }) => times.returned(this, asking));
        tell((to) => to.used(this));
      }
    };
  });
  patchMethod(prototype, 'newClient', (original) => {
    return function newClient(this: PgPool, ...args) {
      const startedAt = monotonicSeconds();
      tell(({ times }) => times.creating(this, args[0] as PgPoolRequest));
      const result = Reflect.apply(original, this, args);
      const client = this._clients?.at(-1);
      if (client !== undefined) tell(({ times }) => times.created(client, startedAt));
      return result;
    };
  });
  patchMethod(prototype, '_acquireClient', (original) => {
    return function _acquireClient(this: PgPool, ...args) {
      const [client, request] = args as [PgClient, PgPoolRequest];
      tell(({ times }) => times.acquired(this, client, request));
      return Reflect.apply(original, this, args);
    };
  });
  patchMethod(prototype, '_release', (original) => {
    return function _release(this: PgPool, ...args) {
      tell(({ times }) => times.released(this, args[0] as PgClient));
      return Reflect.apply(original, this, args);
    };
  });
}

function tell<T>(event: (to: PoolListener) => T): T | undefined {
  if (listener === undefined) return undefined;
  try {
    return event(listener);
  } catch (error) {
    reportFault('observer_error', 'the pg observer', error);
    return undefined;
  }
}
