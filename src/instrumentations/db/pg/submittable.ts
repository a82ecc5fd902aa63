import type { PgConnection, PgQuery } from './driver.ts';

/** Takes the two ways in which a query ends. */
export interface QueryEnds {
  succeeded(query: PgQuery, connection: PgConnection): void;
  failed(query: PgQuery, connection: PgConnection, error: unknown): void;
}

/**
 * Watches one query object of another class than pg's: a cursor, a query stream, a COPY stream.
 * Covers the two methods that pg calls at its end until one of them is called, and leaves nothing
 * behind. Such an operation lasts until it is read to its end or closed, at the app's own pace.
 */
export function watchSubmittable(query: PgQuery, ends: QueryEnds): void {
  const uncoverReady = cover(query, 'handleReadyForQuery', ([connection]) => {
    uncover();
    ends.succeeded(query, connection as PgConnection);
  });
  const uncoverError = cover(query, 'handleError', ([error, connection]) => {
    uncover();
    ends.failed(query, connection as PgConnection, error);
  });
  function uncover(): void {
    uncoverReady();
    uncoverError();
  }
}

/** Runs `before` ahead of one object's method; returns what takes it away again. */
function cover(
  target: PgQuery,
  name: 'handleReadyForQuery' | 'handleError',
  before: (args: readonly unknown[]) => void,
): () => void {
  const own = Object.getOwnPropertyDescriptor(target, name);
  const original: unknown = target[name];
  if (typeof original !== 'function' || own?.configurable === false) return () => {};
  function covering(this: unknown, ...args: unknown[]): unknown {
    before(args);
    return Reflect.apply(original as (...args: unknown[]) => unknown, this, args);
  }
  Object.defineProperty(target, name, {
    value: covering,
    enumerable: own?.enumerable ?? false,
    configurable: true,
    writable: true,
  });
  return () => {
    if (target[name] !== covering) return;
    if (own === undefined) Reflect.deleteProperty(target, name);
    else Object.defineProperty(target, name, own);
  };
}
