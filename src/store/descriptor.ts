import type { HistogramForm } from '../config/metrics-options.ts';
import type { LabelTerms } from './intake.ts';
import type { AttributeLists } from './key-filter.ts';

/** The seven instrument kinds of the OpenTelemetry metrics API, and Prometheus's summary. */
export type InstrumentKind =
  | 'counter'
  | 'up-down-counter'
  | 'histogram'
  | 'summary'
  | 'gauge'
  | 'observable-counter'
  | 'observable-up-down-counter'
  | 'observable-gauge';

/** What an aggregated instrument is for a reader: the eight kinds fall into five. */
export type FamilyKind = 'counter' | 'up-down-counter' | 'gauge' | 'histogram' | 'summary';

/** The label that tells the lines of one series from each other: no series may have it as its own. */
export const RESERVED_LABEL = {
  counter: undefined,
  'up-down-counter': undefined,
  gauge: undefined,
  histogram: 'le',
  summary: 'quantile',
} as const satisfies Record<FamilyKind, string | undefined>;

/** Instrumentation scope: who made the instrument (`metrics.getMeter(name, version)`). */
export interface Scope {
  readonly name: string;
  readonly version?: string;
  readonly schemaUrl?: string;
}

/**
 * Identity and meaning of an instrument. In one scope the same name (without case), kind and unit
 * are one instrument, with the description and bounds of the first.
 */
export interface Descriptor {
  /** OpenTelemetry name, e.g. `http.server.request.duration`. */
  readonly name: string;
  readonly description: string;
  /** UCUM unit, e.g. `s`, `By`, `{request}`; empty where none was given. */
  readonly unit: string;
  readonly kind: InstrumentKind;
  /** Whole numbers only (`ValueType.INT`): fractions are cut off. */
  readonly integer: boolean;
  /** Upper bounds of a histogram's buckets, ascending, without +Inf; none in the native form. */
  readonly boundaries: readonly number[];
  readonly form: HistogramForm;
  /** What a summary says of its amounts; nothing for other kinds. */
  readonly summary?: SummaryShape | undefined;
  /** What was declared of its labels; any are taken where nothing was. */
  readonly labels?: LabelTerms | undefined;
  /** Whether its name is Prometheus's already: nothing is added to it, also where its kind has an ending. */
  readonly isFinal?: boolean | undefined;
  /** Whether its labels on the page say who made it. */
  readonly showsScope: boolean;
  /** Whether some rule gives its name, so that instruments that were made with others may share it. */
  readonly joins?: boolean | undefined;
  /** What the configuration says about its series, if it does. */
  readonly rule?: SeriesRule | undefined;
}

/** What a summary shows: quantiles of the amounts of a window that slides in steps. */
export interface SummaryShape {
  /** Ascending, each above 0 and below 1. */
  readonly quantiles: readonly number[];
  readonly windowMs: number;
  readonly steps: number;
}

/** A rule of the configuration, as far as the series of an instrument are concerned. */
export interface SeriesRule {
  /** As it stands in the configuration, for messages. */
  readonly pattern: string;
  /** Most series, the overflow series among them. */
  readonly limit?: number | undefined;
  readonly attributes?: AttributeLists | undefined;
}

export function familyKindOf(kind: InstrumentKind): FamilyKind {
  switch (kind) {
    case 'observable-counter':
      return 'counter';
    case 'observable-up-down-counter':
      return 'up-down-counter';
    case 'observable-gauge':
      return 'gauge';
    default:
      return kind;
  }
}
