import type { AsyncLocalStorage } from 'node:async_hooks';
import { findProcessWide, processWide } from '../foundation/process-wide.ts';

/**
 * Which calls a helper times by itself, so that an observer does not count what happens in them a
 * second time in the same family. Made only where an observer asks, since following calls costs the
 * app something. Copies of the package time each other's calls.
 */
const CALLS = Symbol.for('@acme/otel-metrics.timed-calls.v1');

type TimedCalls = AsyncLocalStorage<TimedCall | undefined>;

/** Families that helpers and observers have in common where classic names are shown. */
export type SharedFamily = 'database_query_duration' | 'external_api_duration';

interface TimedCall {
  readonly family: SharedFamily;
  /** A database may be asked by HTTP, and an API's answer be kept in a database. */
  readonly outer: TimedCall | undefined;
  /** What a call leaves behind (a socket, a timer) lives on in its context. */
  isOver: boolean;
}

/** From here on helpers say which calls are theirs. */
export function followTimedCalls(): void {
  processWide(CALLS, () => {
    const { AsyncLocalStorage } = process.getBuiltinModule('node:async_hooks');
    return new AsyncLocalStorage<TimedCall | undefined>();
  });
}

/** Whether what begins now is part of a call that a helper times for this family. */
export function isInTimedCall(family: SharedFamily): boolean {
  let call = ongoing(timedCalls()?.getStore());
  while (call !== undefined && call.family !== family) call = ongoing(call.outer);
  return call !== undefined;
}

/**
 * Runs a call that a helper times. What begins in it is part of it until `ended` is called. A query
 * that begins when it is awaited has to be awaited (`observeCall`) inside.
 */
export function runTimedCall<R>(family: SharedFamily, call: (ended: () => void) => R): R {
  const calls = timedCalls();
  if (calls === undefined) return call(() => {});
  const timed: TimedCall = { family, outer: ongoing(calls.getStore()), isOver: false };
  const ended = () => {
    timed.isOver = true;
  };
  return calls.run(timed, call, ended);
}

type Callback = (this: unknown, ...args: unknown[]) => unknown;

/**
 * A callback that, whoever calls it, is part of the timed call that is going on now, or of none: a
 * pool calls the one who waits from the context of the one who is done.
 */
export function keepTimedCall(callback: Callback): Callback {
  const calls = timedCalls();
  if (calls === undefined) return callback;
  const timed = calls.getStore();
  return function (this: unknown, ...args: unknown[]) {
    return calls.run(timed, () => Reflect.apply(callback, this, args));
  };
}

function timedCalls(): TimedCalls | undefined {
  return findProcessWide(CALLS);
}

function ongoing(call: TimedCall | undefined): TimedCall | undefined {
  let one = call;
  while (one?.isOver) one = one.outer;
  return one;
}
