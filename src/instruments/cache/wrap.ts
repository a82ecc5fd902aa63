import { reportFault } from '../../foundation/guard.ts';
import { type Answer, observeCall } from '../calls/observe-call.ts';
import { operation } from '../calls/operation.ts';
import { peek } from '../calls/peek.ts';
import { refuseDeclaration } from '../declared/declaration.ts';
import type { ReadCounts } from './read-counts.ts';

/** Where a wrapped load keeps what it loaded: a `Map`, lru-cache, keyv. */
export interface CacheStore<K, V> {
  get(key: K): V | undefined | null | Promise<V | undefined | null>;
  set(key: K, value: V): unknown;
}

export interface WrapOptions<K, V> {
  /** Asked before `load`, and told afterwards. Without it `load` is itself the read of a cache. */
  readonly store?: CacheStore<K, V> | undefined;
  /** The label `key_pattern`. Default: by the beginning of a key, `user:17` is `user:*`. */
  readonly keyPattern?: string | undefined;
}

export interface WrapCache {
  /**
   * A function that reads through a store: what it has is a hit; what it has not is a miss, loaded,
   * and kept there unless it is `undefined` or `null`. Who asks for a key alone that is being loaded
   * shares that load, and is a miss too; a call with further arguments loads by itself. What the load
   * throws, or the store when it is read, goes on to the caller; that it could not be kept is counted
   * (`observer_error`), and the caller gets what was loaded. The reads of a store that is observed
   * count there, by the beginning of the key, and not once more here.
   * `distributed_trace_duration_seconds{service,operation,status}` is the time of the loads: `service`
   * is the cache's name, `operation` is `load`.
   *
   * @throws MetricsError `ACME_METRICS_INVALID_INSTRUMENT` for what is no function, or no store.
   */
  <K, A extends readonly unknown[], V>(
    load: (key: K, ...rest: A) => V | Promise<V>,
    options: WrapOptions<K, V> & { readonly store: CacheStore<K, V> },
  ): (key: K, ...rest: A) => Promise<V>;
  /**
   * Without a store, `load` is the read of a cache, and timed as such: `undefined` or `null` is a
   * miss, all else a hit.
   */
  <K, A extends readonly unknown[], R>(
    load: (key: K, ...rest: A) => R,
    options?: WrapOptions<K, never>,
  ): (key: K, ...rest: A) => Answer<R>;
}

type Load = (this: unknown, ...args: unknown[]) => unknown;
type Store = CacheStore<unknown, unknown>;
type Count = (key: unknown, isHit: boolean) => void;

/** `isObserved`: whether the reads of a store count already, asked at each read. */
export function createWrap(
  cacheName: string,
  reads: ReadCounts,
  isObserved: (store: object) => boolean,
): WrapCache {
  const wrap = (load: Load, options: WrapOptions<unknown, unknown> = {}): Load => {
    const { store, keyPattern } = checked(load, options);
    const count: Count =
      keyPattern === undefined ? reads.ofKey : (_key, isHit) => reads.ofPattern(keyPattern, isHit);
    const timedLoad: Load = function (this: unknown, ...args) {
      return operation(cacheName, 'load', () => Reflect.apply(load, this, args));
    };
    if (store === undefined) return countedRead(timedLoad, count);
    const countHere: Count = (key, isHit) => {
      if (!isObserved(store)) count(key, isHit);
    };
    return readThrough(timedLoad, { store, count: countHere });
  };
  return wrap as WrapCache;
}

function checked(load: unknown, options: unknown): WrapOptions<unknown, unknown> {
  const refuse = (reason: string) => refuseDeclaration('cache', undefined, `wrap: ${reason}`);
  if (typeof load !== 'function') refuse('what loads has to be a function');
  if (typeof options !== 'object' || options === null) refuse('the options are not an object');
  const { store, keyPattern } = options as WrapOptions<unknown, unknown>;
  const isStore = ['get', 'set'].every((name) => typeof peek(store, name) === 'function');
  if (store !== undefined && !isStore) refuse('store has to have the methods get and set');
  if (keyPattern !== undefined && typeof keyPattern !== 'string') {
    refuse('keyPattern has to be a text');
  }
  return { store, keyPattern };
}

function countedRead(read: Load, count: Count): Load {
  return function (this: unknown, ...args) {
    return observeCall(
      () => Reflect.apply(read, this, args),
      (outcome) => {
        if (!outcome.failed) count(args[0], !isNothing(outcome.value));
      },
    );
  };
}

function readThrough(
  load: Load,
  { store, count }: { readonly store: Store; readonly count: Count },
): Load {
  const loading = new Map<unknown, Promise<unknown>>();
  return async function (this: unknown, ...args) {
    const [key] = args;
    const kept = await store.get(key);
    const isHit = !isNothing(kept);
    count(key, isHit);
    if (isHit) return kept;
    const loadAndKeep = async () => {
      const value = await Reflect.apply(load, this, args);
      if (!isNothing(value)) await keep(store, key, value);
      return value;
    };
    // Further arguments may say for whom it is loaded.
    if (args.length > 1) return loadAndKeep();
    const shared = loading.get(key);
    if (shared !== undefined) return shared;
    const begun = loadAndKeep().finally(() => loading.delete(key));
    loading.set(key, begun);
    return begun;
  };
}

/** A store that is away is no reason to hold back what was loaded. */
async function keep(store: Store, key: unknown, value: unknown): Promise<void> {
  try {
    await store.set(key, value);
  } catch (error) {
    reportFault('observer_error', 'keeping what was loaded for a cache', error);
  }
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}
