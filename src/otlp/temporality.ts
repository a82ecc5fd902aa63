import type { Collection } from '../pipeline/collection.ts';

/** Which totals are pushed as what came since they were delivered last. */
export interface Temporality {
  /** A collection as it is to be pushed, with a pause wherever the work may be put off. */
  apply(collection: Collection): Generator<void, Collection, void>;
  /** What was delivered of it, whole or a part of its families: the next one begins there. */
  delivered(part: Collection): void;
}
