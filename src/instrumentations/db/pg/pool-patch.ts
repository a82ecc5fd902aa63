import { monotonicSeconds } from '../../../foundation/clock.ts';
import { keepTimedCall } from '../../../pipeline/timed-call.ts';
import { claim, type Method, patchMethod } from '../../patch.ts';
import type { PgClient, PgPool, PgPoolClass, PgPoolRequest } from './driver.ts';
import { ListenerSlot } from './listener-slot.ts';
import type { PoolTimes } from './pool-times.ts';

export interface PoolListener {
  readonly times: PoolTimes;
  /** A pool was asked for a client; told each time. */
  used(pool: PgPool): void;
}

/** Who is told what all pools do. */
export const poolListener = new ListenerSlot<PoolListener>();

/** Patches pg-pool's class once, for its subclasses as well. Changes nothing that the app sees. */
export function patchPool({ prototype }: PgPoolClass): void {
  if (!Object.hasOwn(prototype, 'newClient') || !claim(prototype)) return;
  patchMethod(prototype, 'connect', (original) => {
    return function connect(this: PgPool, ...args) {
      const askedAt = poolListener.tell(({ times }) => times.asked());
      if (typeof args[0] === 'function') args[0] = keepTimedCall(args[0] as Method<unknown>);
      try {
        return Reflect.apply(original, this, args);
      } finally {
        if (askedAt !== undefined) poolListener.tell(({ times }) => times.returned(this, askedAt));
        poolListener.tell((to) => to.used(this));
      }
    };
  });
  patchMethod(prototype, 'newClient', (original) => {
    return function newClient(this: PgPool, ...args) {
      const startedAt = monotonicSeconds();
      poolListener.tell(({ times }) => times.creating(this, args[0] as PgPoolRequest));
      const result = Reflect.apply(original, this, args);
      const client = this._clients?.at(-1);
      if (client !== undefined) poolListener.tell(({ times }) => times.created(client, startedAt));
      return result;
    };
  });
  patchMethod(prototype, '_acquireClient', (original) => {
    return function _acquireClient(this: PgPool, ...args) {
      const [client, request] = args as [PgClient, PgPoolRequest];
      poolListener.tell(({ times }) => times.acquired(this, client, request));
      return Reflect.apply(original, this, args);
    };
  });
  patchMethod(prototype, '_release', (original) => {
    return function _release(this: PgPool, ...args) {
      poolListener.tell(({ times }) => times.released(this, args[0] as PgClient));
      return Reflect.apply(original, this, args);
    };
  });
}
