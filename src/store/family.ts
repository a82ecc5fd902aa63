import type { Descriptor, FamilyKind, Scope } from './descriptor.ts';

/** Attribute values that the store keeps; arrays have become JSON text on the way in. */
export type StoredValue = string | number | boolean;
/** A series' attributes: sanitised, frozen, keys in ascending order. */
export type StoredAttributes = Readonly<Record<string, StoredValue>>;

/** A histogram's state. `counts[i]` belongs to `boundaries[i]`; the last one to +Inf. Not cumulative. */
export interface Distribution {
  readonly boundaries: readonly number[];
  readonly counts: readonly number[];
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

/**
 * One series, lent to the reader while it walks a family: read it, don't keep it.
 * `value` is the sum or the last value; for a histogram `distribution` is set and `value` is 0.
 */
export interface Series {
  readonly attributes: StoredAttributes;
  /** Milliseconds since the epoch at which the series began. */
  readonly startTimeMs: number;
  readonly value: number;
  readonly distribution?: Distribution | undefined;
  /** A slot for a reader's own text of the attributes; the store never reads it. */
  rendered?: string | undefined;
}

/** An instrument as readers see it: a descriptor and series that are walked, not copied. */
export interface Family {
  readonly scope: Scope;
  readonly descriptor: Descriptor;
  readonly kind: FamilyKind;
  /** Live series at the moment of the call. The order is stable while no series goes. */
  series(): Iterable<Series>;
}
