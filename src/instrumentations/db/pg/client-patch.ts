import { claim, type Method, patchMethod } from '../../patch.ts';
import type { ClientOperations } from './client-operations.ts';
import type { PgClient, PgClientClass, PgConnection, PgQuery } from './driver.ts';
import { ListenerSlot } from './listener-slot.ts';
import { type QueryEnds, watchSubmittable } from './submittable.ts';

/** Who is told what the clients of all patched classes do. */
export const clientListener = new ListenerSlot<ClientOperations>();

const ends: QueryEnds = {
  succeeded: (query, connection) => clientListener.tell((to) => to.succeeded(query, connection)),
  failed: (query, connection, error) =>
    clientListener.tell((to) => to.failed(query, connection, error)),
};

/**
 * Patches a Client class and its Query once. Nothing that the app can see changes: results,
 * errors, order, and promises are pg's own, and a promise is never touched, since whoever attaches
 * to it makes a rejection look handled. A class whose queries don't end in pg's own methods
 * (pg-native) is left alone.
 */
export function patchClient({ prototype, Query }: PgClientClass): void {
  const query = Query?.prototype;
  if (typeof query?.handleReadyForQuery !== 'function' || !claim(prototype)) return;
  patchQuery(query);
  patchMethod(prototype, 'query', (original) => timedQuery(original, query));
  patchMethod(prototype, '_connect', timedConnect);
}

/** pg sends every query that it made itself by `submit` and ends it by one of the others. */
function patchQuery(prototype: PgQuery): void {
  patchMethod(prototype, 'submit', (original) => {
    return function submit(this: PgQuery, ...args) {
      clientListener.tell((to) => to.sent(this));
      return Reflect.apply(original, this, args);
    };
  });
  patchMethod(prototype, 'handleReadyForQuery', (original) => {
    return function handleReadyForQuery(this: PgQuery, ...args) {
      if (!this._canceledDueToError) ends.succeeded(this, args[0] as PgConnection);
      return Reflect.apply(original, this, args);
    };
  });
  patchMethod(prototype, 'handleError', (original) => {
    return function handleError(this: PgQuery, ...args) {
      ends.failed(this, args[1] as PgConnection, args[0]);
      return Reflect.apply(original, this, args);
    };
  });
}

function timedQuery(original: Method<PgClient>, ownQuery: PgQuery): Method<PgClient> {
  return function query(this: PgClient, ...args) {
    const operation = clientListener.tell((to) => {
      const submittable = asSubmittable(args[0]);
      if (submittable !== undefined && !endsLike(ownQuery, submittable)) {
        watchSubmittable(submittable, ends);
      }
      return to.called(this, submittable);
    });
    try {
      return Reflect.apply(original, this, args);
    } finally {
      if (operation !== undefined) clientListener.tell((to) => to.returned(this, operation));
    }
  };
}

/** `connect` with a callback, with a promise, and by a pool: all of them pass here. */
function timedConnect(original: Method<PgClient>): Method<PgClient> {
  return function _connect(this: PgClient, ...args) {
    const [callback] = args;
    const startedAt = clientListener.tell((to) => to.connecting());
    if (typeof callback === 'function' && startedAt !== undefined) {
      args[0] = reportingFailure(this, startedAt, callback as Method<unknown>);
    }
    return Reflect.apply(original, this, args);
  };
}

function reportingFailure(
  client: PgClient,
  startedAt: number,
  callback: Method<unknown>,
): Method<unknown> {
  return function (this: unknown, ...results) {
    const [error] = results;
    if (error) clientListener.tell((to) => to.connectFailed(client, startedAt, error));
    return Reflect.apply(callback, this, results);
  };
}

/** The app's own query object, where it handed one to `client.query`. */
function asSubmittable(value: unknown): PgQuery | undefined {
  const isSubmittable =
    typeof value === 'object' && value !== null && typeof (value as PgQuery).submit === 'function';
  return isSubmittable ? (value as PgQuery) : undefined;
}

/** Whether a query object ends in the methods that are patched already. */
function endsLike(ownQuery: PgQuery, query: PgQuery): boolean {
  return (
    query.handleReadyForQuery === ownQuery.handleReadyForQuery &&
    query.handleError === ownQuery.handleError
  );
}
