import { monotonicSeconds } from '../../../foundation/clock.ts';
import { reportFault } from '../../../foundation/guard.ts';
import type { ClientOperations } from './client-operations.ts';
import type { PgClient, PgClientClass, PgConnection, PgQuery } from './driver.ts';
import { claim, type Method, patchMethod } from './patch.ts';
import { type SubmittableEvents, watchSubmittable } from './submittable.ts';

/** Who is told. The patches stay for the life of the process and tell nobody while it is empty. */
let listener: ClientOperations | undefined;

/** Tells `operations` what patched clients do, until the returned function is called. */
export function listenToClients(operations: ClientOperations): () => void {
  listener = operations;
  return () => {
    if (listener === operations) listener = undefined;
  };
}

/**
 * Patches a Client class and its Query once. Nothing that the app can see changes: results,
 * errors, order, and promises are pg's own, and a promise is never touched, since whoever attaches
 * to it makes a rejection look handled. A class whose queries don't speak pg's own protocol
 * (pg-native) is left alone.
 */
export function patchClient({ prototype, Query }: PgClientClass): void {
  const query = Query?.prototype;
  if (typeof query?.handleReadyForQuery !== 'function' || !claim(prototype)) return;
  patchQuery(query);
  patchMethod(prototype, 'query', (original) => countingQuery(original, query));
  patchMethod(prototype, '_connect', countingConnect);
}

/** Every query of every form ends in one of two of these methods. */
function patchQuery(prototype: PgQuery): void {
  patchMethod(prototype, 'submit', (original) => {
    return function submit(this: PgQuery, ...args) {
      tell((to) => to.sent(this));
      return Reflect.apply(original, this, args);
    };
  });
  patchMethod(prototype, 'handleReadyForQuery', (original) => {
    return function handleReadyForQuery(this: PgQuery, ...args) {
      if (!this._canceledDueToError) events.succeeded(this, args[0] as PgConnection);
      return Reflect.apply(original, this, args);
    };
  });
  patchMethod(prototype, 'handleError', (original) => {
    return function handleError(this: PgQuery, ...args) {
      events.failed(this, args[1] as PgConnection, this._canceledDueToError || args[0]);
      return Reflect.apply(original, this, args);
    };
  });
}

function countingQuery(original: Method<PgClient>, ownQuery: PgQuery): Method<PgClient> {
  return function query(this: PgClient, ...args) {
    const call = tell((to) => {
      const submittable = asSubmittable(args[0]);
      if (submittable !== undefined && !speaksLike(ownQuery, submittable)) {
        watchSubmittable(submittable, events);
      }
      return to.called(this, submittable);
    });
    try {
      return Reflect.apply(original, this, args);
    } finally {
      if (call !== undefined) tell((to) => to.returned(this, call));
    }
  };
}

/** `connect` with a callback, with a promise, and by a pool: all of them pass here. */
function countingConnect(original: Method<PgClient>): Method<PgClient> {
  return function _connect(this: PgClient, ...args) {
    const [callback] = args;
    if (listener === undefined || typeof callback !== 'function') {
      return Reflect.apply(original, this, args);
    }
    const client = this;
    const startedAt = monotonicSeconds();
    args[0] = function (this: unknown, ...results: unknown[]) {
      const [error] = results;
      if (error) {
        tell((to) => to.connectFailed(client, monotonicSeconds() - startedAt, error));
      }
      return Reflect.apply(callback, this, results);
    };
    return Reflect.apply(original, this, args);
  };
}

const events: SubmittableEvents = {
  succeeded: (query, connection) => tell((to) => to.succeeded(query, connection)),
  failed: (query, connection, error) => tell((to) => to.failed(query, connection, error)),
};

/** Passes an event on; nothing that goes wrong there reaches the app. */
function tell<T>(event: (to: ClientOperations) => T): T | undefined {
  if (listener === undefined) return undefined;
  try {
    return event(listener);
  } catch (error) {
    reportFault('observer_error', 'the pg observer', error);
    return undefined;
  }
}

function asSubmittable(value: unknown): PgQuery | undefined {
  const isSubmittable =
    typeof value === 'object' && value !== null && typeof (value as PgQuery).submit === 'function';
  return isSubmittable ? (value as PgQuery) : undefined;
}

/** Whether a query object ends in the methods that are patched already. */
function speaksLike(ownQuery: PgQuery, query: PgQuery): boolean {
  return (
    query.handleReadyForQuery === ownQuery.handleReadyForQuery &&
    query.handleError === ownQuery.handleError
  );
}
