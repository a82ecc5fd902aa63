import type { PgConnection, PgQuery } from './driver.ts';

/** What is told of a query object that is not made by pg's own class. */
export interface SubmittableEvents {
  succeeded(query: PgQuery, connection: PgConnection): void;
  failed(query: PgQuery, connection: PgConnection, error: unknown): void;
}

/**
 * Watches one query object of the app (a cursor, a query stream, a COPY stream): covers the two
 * methods that pg calls at its end, until one of them is called. Leaves nothing behind.
 */
export function watchSubmittable(query: PgQuery, events: SubmittableEvents): void {
  const uncoverReady = cover(query, 'handleReadyForQuery', ([connection]) => {
    uncover();
    events.succeeded(query, connection as PgConnection);
  });
  const uncoverError = cover(query, 'handleError', ([error, connection]) => {
    uncover();
    events.failed(query, connection as PgConnection, error);
  });
  function uncover(): void {
    uncoverReady();
    uncoverError();
  }
}

/** Puts a function before a method of one object; returns what takes it away again. */
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
