import type { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Which calls a helper times by itself, so that an observer does not count them a second time in the
 * same family. Made only where an observer asks, since following calls costs the app something.
 * `Symbol.for`: copies of the package time each other's calls.
 */
const CALLS = Symbol.for('@acme/otel-metrics.timed-calls.v1');

type Holder = { [CALLS]?: AsyncLocalStorage<true> };

/** From here on helpers say which calls are theirs. */
export function followTimedCalls(): void {
  const holder = globalThis as Holder;
  if (holder[CALLS] !== undefined) return;
  const { AsyncLocalStorage } = process.getBuiltinModule('node:async_hooks');
  Object.defineProperty(holder, CALLS, { value: new AsyncLocalStorage<true>() });
}

/** Whether what runs now is part of a call that a helper times. */
export function isInTimedCall(): boolean {
  return (globalThis as Holder)[CALLS]?.getStore() === true;
}

/** Runs a call that a helper times. */
export function runTimedCall<R>(call: () => R): R {
  const calls = (globalThis as Holder)[CALLS];
  return calls === undefined ? call() : calls.run(true, call);
}
