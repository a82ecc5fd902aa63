import { monotonicSeconds } from '../../../foundation/clock.ts';
import { guarded } from '../../../foundation/guard.ts';
import type { BoundRecorder, BoundSum } from '../../../pipeline/meter.ts';
import type { PgClient, PgPool, PgPoolRequest } from './driver.ts';

/** What pg-pool says of a client that did not connect in time; nothing else tells it. */
const NOT_CONNECTED_IN_TIME = 'Connection terminated due to connection timeout';

/** The series of one pool name. */
export interface PoolCells {
  readonly waitTime: BoundRecorder;
  readonly useTime: BoundRecorder;
  readonly createTime: BoundRecorder;
  readonly timeouts: BoundSum;
}

/**
 * Times requests for a client, from `pool.connect` to the hand-over, and clients, from the
 * hand-over to the release. Like a query, a request is made inside of the call: it is the one that
 * the pool goes on to serve during the call, or else the one that waits last when it returns.
 */
export class PoolTimes {
  /** Answers with the series of a pool, or nothing while the pool's name is not known. */
  readonly #cellsOf: (pool: PgPool) => PoolCells | undefined;
  readonly #askedAt = new WeakMap<PgPoolRequest, number>();
  readonly #createdAt = new WeakMap<PgClient, number>();
  readonly #acquiredAt = new WeakMap<PgClient, number>();
  /** When `pool.connect` was called that has not returned yet. */
  #asking: number | undefined;

  constructor(cellsOf: (pool: PgPool) => PoolCells | undefined) {
    this.#cellsOf = cellsOf;
  }

  /** `pool.connect` was called. */
  asked(): number {
    this.#asking = monotonicSeconds();
    return this.#asking;
  }

  /** `pool.connect` is about to return or to throw. */
  returned(pool: PgPool, askedAt: number): void {
    this.#asking = undefined;
    const lastWaiting = pool._pendingQueue?.at(-1);
    if (lastWaiting === undefined || this.#askedAt.has(lastWaiting)) return;
    this.#askedAt.set(lastWaiting, askedAt);
    this.#countWhenMarked(pool, lastWaiting);
  }

  /** The pool is about to make a client for a request. */
  creating(pool: PgPool, request: PgPoolRequest): void {
    const askedAt = this.#asking;
    if (askedAt !== undefined && !this.#askedAt.has(request)) this.#askedAt.set(request, askedAt);
    this.#countWhenRefused(pool, request);
  }

  /** The pool has made a client and is connecting it. */
  created(client: PgClient, startedAt: number): void {
    this.#createdAt.set(client, startedAt);
  }

  /** The pool hands a client over; requests of its own (to retire an old client) don't count. */
  acquired(pool: PgPool, client: PgClient, request: PgPoolRequest): void {
    const now = monotonicSeconds();
    const cells = this.#cellsOf(pool);
    const createdAt = this.#createdAt.get(client);
    if (createdAt !== undefined) {
      this.#createdAt.delete(client);
      cells?.createTime.record(now - createdAt);
    }
    const askedAt = this.#askedAt.get(request);
    if (askedAt === undefined || request.timedOut) return;
    cells?.waitTime.record(now - askedAt);
    this.#acquiredAt.set(client, now);
  }

  released(pool: PgPool, client: PgClient): void {
    const acquiredAt = this.#acquiredAt.get(client);
    if (acquiredAt === undefined) return;
    this.#acquiredAt.delete(client);
    this.#cellsOf(pool)?.useTime.record(monotonicSeconds() - acquiredAt);
  }

  /** The pool marks a request that waited too long by a property; it gives no other sign. */
  #countWhenMarked(pool: PgPool, request: PgPoolRequest): void {
    if (!pool.options.connectionTimeoutMillis) return;
    const marked = guardedObserver((value: unknown) => {
      if (value) this.#cellsOf(pool)?.timeouts.add(1);
    });
    let timedOut = request.timedOut;
    Object.defineProperty(request, 'timedOut', {
      configurable: true,
      enumerable: true,
      get: () => timedOut,
      set: (value: boolean) => {
        timedOut = value;
        marked(value);
      },
    });
  }

  /** A client that did not connect in time ends in an error, whose message alone tells why. */
  #countWhenRefused(pool: PgPool, request: PgPoolRequest): void {
    if (!pool.options.connectionTimeoutMillis) return;
    const answered = guardedObserver((error: unknown) => {
      const { message } = (error ?? {}) as { readonly message?: unknown };
      if (message === NOT_CONNECTED_IN_TIME) this.#cellsOf(pool)?.timeouts.add(1);
    });
    const { callback } = request;
    request.callback = function (this: unknown, ...results) {
      answered(results[0]);
      return Reflect.apply(callback, this, results);
    };
  }
}

/** The app's own callbacks and properties end here: nothing may be thrown into them. */
function guardedObserver(entry: (told: unknown) => void): (told: unknown) => void {
  return guarded('observer_error', 'the pg observer', entry);
}
