import { countFault } from '../../foundation/faults.ts';
import { counter } from '../declared/counter.ts';
import { ANY_KEY, patternOfKey, patternOfText } from './key-pattern.ts';

/** Counts the reads of one cache. Nothing of it throws. */
export interface ReadCounts {
  /** A read of a key: its beginning is the pattern. */
  ofKey(key: unknown, isHit: boolean): void;
  /** A read whose pattern the app knows. */
  ofPattern(pattern: string, isHit: boolean): void;
}

/** Beside `*`. */
const MOST_PATTERNS = 50;

/**
 * The counters of a cache's reads. Hits and misses of a pattern begin together at 0, so that the one
 * can be divided by both. Past 50 patterns every further one is `*`: keys never become series.
 *
 * @throws MetricsError `ACME_METRICS_INSTRUMENT_CONFLICT`.
 */
export function createReadCounts(cacheName: string): ReadCounts {
  const labels = ['cache_name', 'key_pattern'] as const;
  const begin = (pattern: string) => {
    const own = { cache_name: cacheName, key_pattern: pattern };
    // Declared with each pattern, so that after a reset both stand at 0 again.
    const begun = { labels, initial: [own] };
    const hits = counter('cache_hits', { help: 'Reads that a cache answered.', ...begun });
    const misses = counter('cache_misses', {
      ...{ help: 'Reads that a cache could not answer.', ...begun },
    });
    return { hits: hits.bind(own), misses: misses.bind(own) };
  };
  const anyKey = begin(ANY_KEY);
  const patterns = new Map([[ANY_KEY, anyKey]]);

  const countOf = (pattern: string) => {
    const known = patterns.get(pattern);
    if (known !== undefined) return known;
    if (patterns.size > MOST_PATTERNS) return anyKey;
    const begun = begin(pattern);
    patterns.set(pattern, begun);
    return begun;
  };
  const count = (pattern: string, isHit: boolean) => {
    const { hits, misses } = countOf(pattern);
    (isHit ? hits : misses).add(1);
  };
  return {
    ofKey: (key, isHit) => count(patternOfKey(key), isHit),
    ofPattern(pattern, isHit) {
      if (typeof pattern === 'string') count(patternOfText(pattern), isHit);
      else countFault('invalid_label');
    },
  };
}
