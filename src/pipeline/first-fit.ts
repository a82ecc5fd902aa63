import { createNamePattern, type FitsName } from './name-pattern.ts';

/** What stands at the first pattern that an instrument's name fits. */
export type FirstFit<T> = (name: string) => T | undefined;

/** Names of which is kept what they fit: more than most apps have, in less than a megabyte. */
const MOST_NAMES = 1000;

interface Entry<T> {
  readonly order: number;
  readonly value: T;
}

/**
 * The order of the patterns decides, and those without `*` are not tried one by one. An app may make
 * its instruments in each request, so what was found is kept.
 */
export function createFirstFit<T>(
  patterns: Iterable<readonly [pattern: string, value: T]>,
): FirstFit<T> {
  const names = new Map<string, Entry<T>>();
  const wild: (Entry<T> & { readonly fits: FitsName })[] = [];
  let order = 0;
  for (const [pattern, value] of patterns) {
    const name = pattern.trim().toLowerCase();
    if (name.includes('*')) wild.push({ order, value, fits: createNamePattern(name) });
    else if (!names.has(name)) names.set(name, { order, value });
    order++;
  }

  function find(name: string): T | undefined {
    const exact = names.get(name.toLowerCase());
    const before = exact?.order ?? order;
    const first = wild.find((entry) => entry.order >= before || entry.fits(name));
    return first !== undefined && first.order < before ? first.value : exact?.value;
  }

  const found = new Map<string, T | undefined>();
  return (name) => {
    const known = found.get(name);
    if (known !== undefined || found.has(name)) return known;
    const value = find(name);
    if (found.size >= MOST_NAMES) found.clear();
    found.set(name, value);
    return value;
  };
}
