import type { Descriptor, FamilyKind, Scope } from './descriptor.ts';
import type { StoredAttributes, StoredValue } from './stored-attributes.ts';

export type { StoredAttributes, StoredValue } from './stored-attributes.ts';

/** A histogram's state. `counts[i]` belongs to `boundaries[i]`; the last one to +Inf. Not cumulative. */
export interface Distribution {
  readonly boundaries: readonly number[];
  readonly counts: readonly number[];
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** The same amounts in exponential buckets, where the instrument asks for them. */
  readonly exponential?: ExponentialBuckets | undefined;
}

/**
 * Amounts in buckets of equal ratio: `counts[i]` belongs to the amounts above `2^(2^-scale)` to the
 * power of `offset + i`, up to and including the next power (data model specification,
 * ExponentialHistogram). There are no negative ones: histograms take amounts from 0 on.
 */
export interface ExponentialBuckets {
  readonly scale: number;
  readonly offset: number;
  readonly counts: readonly number[];
  /** How many were not above `zeroThreshold`. */
  readonly zeroCount: number;
  readonly zeroThreshold: number;
}

/** A quantile of a summary; `value` is NaN where the window has no amounts. */
export interface Quantile {
  readonly quantile: number;
  readonly value: number;
}

/** A summary's state. Count and sum are those of the series' whole life, quantiles of the window. */
export interface SummaryState {
  readonly count: number;
  readonly sum: number;
  /** Ascending by `quantile`. */
  readonly quantiles: readonly Quantile[];
  /**
   * The window's amounts, of which quantiles of several series together can be told; absent where
   * others made the quantiles.
   */
  readonly window?: ExponentialBuckets | undefined;
}

/** A single measurement as an example of its series or bucket, with the span in which it was made. */
export interface Exemplar {
  /** Index in `Distribution.counts`; 0 for sums. */
  readonly bucket: number;
  readonly value: number;
  readonly timeMs: number;
  /** 32 and 16 hex digits; empty where it was made outside of any span. */
  readonly traceId: string;
  readonly spanId: string;
}

/**
 * One series as it is now: its numbers go on changing, and after its removal they are another's.
 * `value` is the sum or the last value; for a histogram `distribution` is set and `value` is 0.
 */
export interface Series {
  /** Made at each reading; who only wants the values in order asks `attributeAt`. */
  readonly attributes: StoredAttributes;
  /** Milliseconds since the epoch at which the series began. */
  readonly startTimeMs: number;
  readonly value: number;
  readonly distribution?: Distribution | undefined;
  /** Of a summary; `value` is 0 then. */
  readonly summary?: SummaryState | undefined;
  /** By bucket, then by time; empty where there are none. Counters and histograms have them. */
  readonly exemplars: readonly Exemplar[];
  /** The value of the group's `keys[position]`. */
  attributeAt(position: number): StoredValue;
}

/** The series of a family that have the same attribute keys. */
export interface SeriesGroup {
  /** In ascending order. The same array for as long as the group lives: a key for caches. */
  readonly keys: readonly string[];
  /**
   * Whether no two series of the group have the same texts as values: each key has values of one
   * type only, and none is empty or ill-formed UTF-16. May stay false when the reason is gone.
   */
  readonly textsDiffer: boolean;
  blocks(): Iterable<SeriesBlock>;
}

/** A bounded run of a group's series, in the order of their beginning; a unit for caches. */
export interface SeriesBlock {
  /** Series in it now. */
  readonly size: number;
  /** Another number after each change: a measurement, a series that came or went. */
  readonly version: number;
  /**
   * Another number after a series came or went: as long as it is the same, the same series come in
   * the same order, those of a histogram with one array of boundaries. Absent where a block lives
   * for one collection only.
   */
  readonly layout?: number | undefined;
  series(): Iterable<Series>;
}

/** An instrument as readers see it: a descriptor and series that are walked, not copied. */
export interface Family {
  readonly scope: Scope;
  readonly descriptor: Descriptor;
  readonly kind: FamilyKind;
  /** Whether series of it that get equal labels are meant to be one, their sum. */
  readonly addsUp?: boolean;
  /** Whether its series say what came since their start time, which moves on with each delivery. */
  readonly isDelta?: boolean;
  /** The series by their keys; an order that is stable while no series goes. */
  groups(): Iterable<SeriesGroup>;
  /** The series one by one, in the order of the groups. */
  series(): Iterable<Series>;
}
