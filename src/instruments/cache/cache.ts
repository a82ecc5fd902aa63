import { stopAll } from '../../foundation/guard.ts';
import { createNamed } from '../bounded-names.ts';
import type { ObservedGauge } from '../declared/gauge.ts';
import { ANY_KEY } from './key-pattern.ts';
import { observeReads } from './observe-reads.ts';
import { createReadCounts } from './read-counts.ts';
import type { ReadableCache } from './reads.ts';
import { observeSize, saySize } from './size.ts';
import { createWrap, type WrapCache } from './wrap.ts';

/** A cache of the app. Nothing of it throws what the app's own calls do not. */
export interface Cache {
  /**
   * Something was found: `cache_hits_total{cache_name,key_pattern}`.
   *
   * @param keyPattern A word, or as `user:*`; of a whole key the beginning is taken. Default: `*`.
   */
  hit(keyPattern?: string): void;
  /** Something was looked for and not found: `cache_misses_total{cache_name,key_pattern}`. */
  miss(keyPattern?: string): void;
  /** How large it is now: `cache_size_bytes{cache_name}`. Finite and not below 0. */
  size(bytes: number): void;
  readonly wrap: WrapCache;
  /**
   * Counts the reads of a cache by itself: lru-cache (`get`, `fetch`, `memo`), a `Map` or what is
   * like one (`get`), ioredis (`get`, `mget`, `hget` and the like; not in pipelines), keyv (`get`,
   * `getMany` and their raw forms). Looks (`has`, `peek`) are no reads, and a read that fails is
   * neither hit nor miss. `undefined` is a miss, and so is `null` of what has no method `has`, as
   * Redis. Where lru-cache counts its bytes (`maxSize`), they are `cache_size_bytes`.
   *
   * The object's methods are replaced on itself, and put back by `stop`; results, errors and `this`
   * are as before. An object that is observed already stays with the cache that it counts for.
   *
   * Keys are labels by their beginning alone: `user:17` is `user:*`, others are `*`.
   *
   * @throws MetricsError `ACME_METRICS_INVALID_INSTRUMENT` for what has no `get`, or can't be changed.
   */
  observe(target: ReadableCache): ObservedGauge;
}

/** What observes an object: one and the same for all who ask for it. */
const observations = new WeakMap<object, ObservedGauge>();

const cacheOf = createNamed('cache', createCache);

/**
 * Hits, misses and size of a cache: the same object for the same name. Its hits and misses stand at
 * 0 from now on. Past 1,000 names a further one is the cache `_OTHER`.
 *
 * @throws MetricsError `ACME_METRICS_INVALID_INSTRUMENT` for an empty name,
 *   `ACME_METRICS_INSTRUMENT_CONFLICT`.
 * @example
 * const users = cache('users');
 * const findUser = users.wrap((id) => db.loadUser(id), { store: new Map() });
 * cache('sessions').observe(lruCache);
 */
export function cache(name: string): Cache {
  return cacheOf(name);
}

function createCache(name: string): Cache {
  const reads = createReadCounts(name);
  return {
    hit: (keyPattern = ANY_KEY) => reads.ofPattern(keyPattern, true),
    miss: (keyPattern = ANY_KEY) => reads.ofPattern(keyPattern, false),
    size: (bytes) => saySize(name, bytes),
    wrap: createWrap(name, reads, (store) => observations.has(store)),
    observe(target) {
      const known = observations.get(target);
      if (known !== undefined) return known;
      const stops = [observeReads(target, reads.ofKey), observeSize(name, target)];
      const observation: ObservedGauge = {
        stop() {
          if (observations.get(target) === observation) observations.delete(target);
          stopAll(stops);
        },
      };
      observations.set(target, observation);
      return observation;
    },
  };
}
