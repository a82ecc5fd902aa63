import type { FamilyKind } from '../store/descriptor.ts';
import type { Family } from '../store/family.ts';
import type { LabelEntry } from './labels.ts';
import type { Naming } from './naming.ts';
import type { ReportNotice } from './notice.ts';

/** The types that Prometheus has for instruments. */
export type MetricType = 'counter' | 'gauge' | 'histogram' | 'summary';

export function typeOf(kind: FamilyKind): MetricType {
  return kind === 'up-down-counter' ? 'gauge' : kind;
}

/** What stands under one `# TYPE` line: the families of all scopes that share a name and a type. */
export interface Group {
  readonly name: string;
  /** `info` is target_info alone, so that no instrument can join or replace it. */
  readonly type: MetricType | 'info';
  /** The first description that is not empty. */
  help: string;
  /** The words of the unit where the name ends with them, before any `_total`; else empty. */
  unit: string;
  readonly families: Family[];
  /**
   * True of a counter that OpenMetrics can't call one: it has no `_total`, or what it would own
   * there beside its samples (`orders` and `orders_created` of `orders_total`) is another's. It is
   * a family of unknown type there, under its whole name and without lines of its beginning.
   */
  isUnknown: boolean;
}

export interface PageOptions {
  readonly naming: Naming;
  /** What every series says besides its own: resource attributes that are asked for as labels. */
  readonly constants: readonly LabelEntry[];
  /** Whether OpenMetrics says when each series began, in lines that are series of their own. */
  readonly createdLines: boolean;
  readonly report: ReportNotice;
}
