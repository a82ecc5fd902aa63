import type { Collection } from '../pipeline/collection.ts';
import type { Family } from '../store/family.ts';

/** A family as it is pushed. */
export interface PushedFamily extends Family {
  /** Whether its series say what came since their start time, which moves on with each delivery. */
  readonly isDelta?: boolean;
}

/**
 * Makes the body of one request of a collection, with a pause wherever the work may be put off. The
 * bytes are the caller's until the next call.
 */
export type Encode = (collection: Collection) => Generator<void, Uint8Array, void>;
