import { attempt } from '../../foundation/guard.ts';
import { counter } from '../counter.ts';
import { gauge, type ObservedGauge } from '../gauge.ts';
import { checkText } from '../texts.ts';
import { ANY_KEY, createKeyPatterns } from './key-pattern.ts';
import { observeReads, type ReadableCache, sizeOf } from './reads.ts';
import { createWrap, type WrapCache } from './wrap.ts';

/** A cache of the app. Nothing of it throws what the app's own calls do not. */
export interface Cache {
  /** Something was found: `cache_hits_total{cache_name,key_pattern}`. */
  hit(keyPattern?: string): void;
  /** Something was looked for and not found: `cache_misses_total{cache_name,key_pattern}`. */
  miss(keyPattern?: string): void;
  /** How large it is now: `cache_size_bytes{cache_name}`. */
  size(bytes: number): void;
  readonly wrap: WrapCache;
  /**
   * Counts the reads of a cache by itself: lru-cache (`get`, `fetch`, `memo`), a `Map` or what is
   * like one (`get`), ioredis (`get`, `mget`, `hget` and the like; not in pipelines), keyv (`get`,
   * `getMany`). Answers are passed on as they come; an empty one, `undefined` or `null`, is a miss.
   * The object's methods are replaced on itself; observed twice it counts once. Where lru-cache knows
   * its size in bytes (`maxSize` with `sizeCalculation`), that is `cache_size_bytes`.
   *
   * Keys are labels by their beginning alone: `user:17` is `user:*`, others are `*`.
   *
   * @throws MetricsError `ACME_METRICS_INVALID_INSTRUMENT` for what has no `get`, or can't be changed.
   */
  observe(target: ReadableCache): ObservedGauge;
}

/**
 * Hits, misses and size of a cache. Its hits and misses stand at 0 from now on.
 *
 * @throws MetricsError `ACME_METRICS_INVALID_INSTRUMENT` for an empty name,
 *   `ACME_METRICS_INSTRUMENT_CONFLICT`.
 * @example
 * const users = cache('users');
 * const findUser = users.wrap((id) => db.loadUser(id), { store: new Map() });
 * cache('sessions').observe(lruCache);
 */
export function cache(name: string): Cache {
  checkText('cache', 'the name', name);
  const labels = ['cache_name', 'key_pattern'] as const;
  const initial = [{ cache_name: name, key_pattern: ANY_KEY }];
  const hits = counter('cache_hits', { help: 'Reads that a cache answered.', labels, initial });
  const misses = counter('cache_misses', {
    ...{ help: 'Reads that a cache could not answer.', labels, initial },
  });
  const sizes = sizeGauge(name);
  const patternOf = createKeyPatterns();

  const reads = {
    hit: (keyPattern: string = ANY_KEY) =>
      hits.add(1, { cache_name: name, key_pattern: keyPattern }),
    miss: (keyPattern: string = ANY_KEY) =>
      misses.add(1, { cache_name: name, key_pattern: keyPattern }),
  };

  return {
    ...reads,
    size: (bytes) => sizes.tell(() => bytes),
    wrap: createWrap(name, reads),
    observe(target) {
      const stop = observeReads(target, (key, isHit) => {
        const count = isHit ? reads.hit : reads.miss;
        attempt('observer_error', 'counting a read of a cache', () => count(patternOf(key)));
      });
      const bytes = sizeOf(target);
      if (bytes !== undefined) sizes.tell(bytes);
      return {
        stop() {
          stop();
          if (bytes !== undefined) sizes.forget(bytes);
        },
      };
    },
  };
}

interface SizeGauge {
  /** From now on this is asked, in the place of another one. */
  tell(read: () => number | undefined): void;
  forget(read: () => number | undefined): void;
}

/** Of each name one, so that what was told last counts. */
const gauges = new Map<string, SizeGauge>();

function sizeGauge(name: string): SizeGauge {
  const known = gauges.get(name);
  if (known !== undefined) return known;
  let current: (() => number | undefined) | undefined;
  let isDeclared = false;
  const declareOnce = () => {
    if (isDeclared) return;
    isDeclared = true;
    gauge('cache_size', {
      help: 'Size of what a cache holds.',
      unit: 'By',
      labels: ['cache_name'],
      observe() {
        const bytes = current?.();
        return bytes === undefined ? [] : [[bytes, { cache_name: name }]];
      },
    });
  };
  const sizes: SizeGauge = {
    tell(read) {
      attempt('invalid_instrument', 'the size of a cache', declareOnce);
      current = read;
    },
    forget(read) {
      if (current === read) current = undefined;
    },
  };
  gauges.set(name, sizes);
  return sizes;
}
