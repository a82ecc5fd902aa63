import type { FaultCause } from '../foundation/faults.ts';

/** Something that is not on the page, and why: the caller counts it and says it. */
export interface Omission {
  readonly cause: Extract<
    FaultCause,
    'exposition_error' | 'duplicate_series' | 'instrument_conflict'
  >;
  /** Prometheus name, or the instrument's own where it has none yet. */
  readonly metric: string;
  readonly reason: string;
  /** How many: series for `duplicate_series`, families otherwise. */
  readonly count: number;
}

export type ReportOmission = (omission: Omission) => void;
