import type { FaultCause } from '../foundation/faults.ts';

/** Something of the app that is not on the page as it is, or not at all: to be counted and said. */
export interface Notice {
  readonly cause: Extract<
    FaultCause,
    | 'exposition_error'
    | 'instrument_conflict'
    | 'name_conflict'
    | 'label_conflict'
    | 'merged_series'
    | 'duplicate_series'
  >;
  /** Prometheus name, or the instrument's own where it has none yet. */
  readonly metric: string;
  /** What became of it, and why. */
  readonly reason: string;
  /** How many: series for `merged_series` and `duplicate_series`, families or labels otherwise. */
  readonly count: number;
}

export type ReportNotice = (notice: Notice) => void;

/** What the log says of it. */
export function sentenceOf({ cause, metric, reason, count }: Notice): string {
  switch (cause) {
    case 'exposition_error':
      return `${metric} left out of the page: ${reason}`;
    case 'duplicate_series':
      return `${count} series of ${metric} left out of the page: ${reason}`;
    case 'merged_series':
      return `${count} series of ${metric} added to others on the page: ${reason}`;
    case 'instrument_conflict':
    case 'name_conflict':
    case 'label_conflict':
      return `${metric} on the page: ${reason}`;
  }
}
