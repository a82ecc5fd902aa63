import type { Collection } from '../pipeline/collection.ts';
import type { Outcome } from './outcome.ts';

/** Where collections are pushed to. */
export interface Exporter {
  /** For people, e.g. `OTLP export to localhost:4318`. */
  readonly name: string;
  /** Delivers a collection by `deadline`, in seconds of the monotonic clock. Never rejects. */
  export(collection: Collection, deadline: number): Promise<Outcome>;
  /**
   * The same where no event loop turns any more: blocks until it is done. Never throws. Absent where
   * that can't be done.
   */
  exportNow?(collection: Collection, deadline: number): Outcome;
  /** Lets what is under way fail at once. */
  abort(): void;
}
