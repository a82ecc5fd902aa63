import { attempt } from '../../foundation/guard.ts';
import { peek } from '../calls/peek.ts';
import { gauge } from '../declared/gauge.ts';
import { onFirstUse } from '../declared/on-first-use.ts';
import { acceptQuantity } from '../quantity.ts';

/** How large the caches of one name are. */
interface CacheSize {
  said: number | undefined;
  /** Held weakly: a cache that the app drops is gone, and its size with it. */
  readonly observed: Set<WeakRef<object>>;
}

const sizes = new Map<string, CacheSize>();

const declareGauge = onFirstUse(() =>
  gauge('cache_size', {
    help: 'Size of what a cache holds.',
    unit: 'By',
    labels: ['cache_name'],
    observe: readAll,
  }),
);

/** What the app says; from then on no observed cache of the name is asked. */
export function saySize(cacheName: string, bytes: number): void {
  if (acceptQuantity(bytes)) sizeOf(cacheName).said = bytes;
}

/**
 * Asks an lru-cache that counts its bytes (`maxSize`) at each collection; the sizes of several under
 * one name add up.
 *
 * @returns What ends it.
 */
export function observeSize(cacheName: string, cache: object): () => void {
  const limit = peek(cache, 'maxSize');
  if (typeof limit !== 'number' || limit <= 0) return () => {};
  const { observed } = sizeOf(cacheName);
  const reference = new WeakRef(cache);
  observed.add(reference);
  return () => void observed.delete(reference);
}

function sizeOf(cacheName: string): CacheSize {
  attempt('invalid_instrument', 'the size of a cache', declareGauge);
  const known = sizes.get(cacheName);
  if (known !== undefined) return known;
  const begun = { said: undefined, observed: new Set<WeakRef<object>>() };
  sizes.set(cacheName, begun);
  return begun;
}

function* readAll(): Iterable<readonly [bytes: number, labels: { readonly cache_name: string }]> {
  for (const [cacheName, { said, observed }] of sizes) {
    const bytes = said ?? sumOf(observed);
    if (bytes !== undefined) yield [bytes, { cache_name: cacheName }];
  }
}

/** `undefined` where no cache is left. */
function sumOf(observed: Set<WeakRef<object>>): number | undefined {
  let sum: number | undefined;
  for (const reference of observed) {
    const cache = reference.deref();
    const bytes = peek(cache, 'calculatedSize');
    if (cache === undefined) observed.delete(reference);
    else if (acceptQuantity(bytes)) sum = (sum ?? 0) + bytes;
  }
  return sum;
}
