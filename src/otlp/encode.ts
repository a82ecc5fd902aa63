import type { Collection } from '../pipeline/collection.ts';

/**
 * Makes the body of one request of a collection, with a pause wherever the work may be put off. The
 * bytes are the caller's until the next call.
 */
export type Encode = (collection: Collection) => Generator<void, Uint8Array, void>;
