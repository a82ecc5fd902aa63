/** What keys have in common that have no name of their own. */
export const ANY_KEY = '*';

/** What stands before the first separator, where it is a word of the code and no id. */
const KIND = /^([A-Za-z][A-Za-z_.-]{0,39})[:/]/;
const MOST_PATTERNS = 50;

/**
 * Keys to patterns: `user:17` is `user:*`, a key without such a beginning is `*`. Past 50 patterns
 * of one cache every further one is `*`, so that keys never become series.
 */
export function createKeyPatterns(): (key: unknown) => string {
  const known = new Set<string>();
  return (key) => {
    const kind = typeof key === 'string' ? KIND.exec(key)?.[1] : undefined;
    if (kind === undefined) return ANY_KEY;
    const pattern = `${kind}:*`;
    if (!known.has(pattern)) {
      if (known.size >= MOST_PATTERNS) return ANY_KEY;
      known.add(pattern);
    }
    return pattern;
  };
}
