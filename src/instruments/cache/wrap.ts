import { type Answer, observeCall } from '../observe-call.ts';
import { operation } from '../operation.ts';
import { createKeyPatterns } from './key-pattern.ts';

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
   * and kept there unless it is `undefined` or `null`. Who asks for a key that is being loaded shares
   * the load. `distributed_trace_duration_seconds{service=<cache>,operation="load",status}` is the
   * time of the loads.
   */
  <K, A extends readonly unknown[], V>(
    load: (key: K, ...rest: A) => V | Promise<V>,
    options: WrapOptions<K, V> & { readonly store: CacheStore<K, V> },
  ): (key: K, ...rest: A) => Promise<V>;
  /** Without a store, `load` is the read of a cache: `undefined` or `null` is a miss, all else a hit. */
  <K, A extends readonly unknown[], R>(
    load: (key: K, ...rest: A) => R,
    options?: WrapOptions<K, never>,
  ): (key: K, ...rest: A) => Answer<R>;
}

export interface CountReads {
  hit(keyPattern?: string): void;
  miss(keyPattern?: string): void;
}

type Load = (key: unknown, ...rest: unknown[]) => unknown;

export function createWrap(cacheName: string, reads: CountReads): WrapCache {
  const derivedPattern = createKeyPatterns();
  const wrap = (load: Load, options: WrapOptions<unknown, unknown> = {}): Load => {
    const { store, keyPattern } = options;
    const patternOf = (key: unknown) => keyPattern ?? derivedPattern(key);
    const timedLoad: Load = (...args) => operation(cacheName, 'load', () => load(...args));
    if (store === undefined) return readThrough(timedLoad, { reads, patternOf });
    return readAndKeep(timedLoad, { store, reads, patternOf });
  };
  return wrap as WrapCache;
}

interface Reading {
  readonly reads: CountReads;
  readonly patternOf: (key: unknown) => string;
}

function readThrough(load: Load, { reads, patternOf }: Reading): Load {
  return (key, ...rest) =>
    observeCall(
      () => load(key, ...rest),
      (outcome) => {
        if (outcome.failed) return;
        if (isNothing(outcome.value)) reads.miss(patternOf(key));
        else reads.hit(patternOf(key));
      },
    );
}

interface Keeping extends Reading {
  readonly store: CacheStore<unknown, unknown>;
}

function readAndKeep(load: Load, { store, reads, patternOf }: Keeping): Load {
  const loading = new Map<unknown, Promise<unknown>>();
  const loadAndKeep = async (key: unknown, rest: readonly unknown[]): Promise<unknown> => {
    const value = await load(key, ...rest);
    if (!isNothing(value)) await store.set(key, value);
    return value;
  };
  return async (key, ...rest) => {
    const kept = await store.get(key);
    if (!isNothing(kept)) {
      reads.hit(patternOf(key));
      return kept;
    }
    reads.miss(patternOf(key));
    let shared = loading.get(key);
    if (shared === undefined) {
      shared = loadAndKeep(key, rest).finally(() => loading.delete(key));
      loading.set(key, shared);
    }
    return shared;
  };
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}
