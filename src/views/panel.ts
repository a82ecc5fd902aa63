import type { Expression } from './expression.ts';

/** What a panel's numbers are; each viewer writes them in its own way. */
export type PanelUnit =
  | 'per-second'
  | 'seconds'
  | 'share'
  | 'bytes'
  | 'count'
  | 'bytes-per-second'
  /** Seconds per second. */
  | 'share-of-time'
  /** Whatever the metric says. */
  | 'none';

export interface PanelQuery {
  /** Roles in braces stand for their values: `p95 {route}`. */
  readonly legend: string;
  readonly expression: Expression;
}

/** One chart, as data: a panel of a Grafana dashboard, and a chart of the live page. */
export interface Panel {
  /** Kebab-case, one of its kind in all sections. */
  readonly id: string;
  readonly title: string;
  /** What it shows and what is bad, in a sentence or two. */
  readonly help: string;
  readonly unit: PanelUnit;
  /** Default: lines. */
  readonly shape?: 'lines' | 'stacked';
  readonly queries: readonly PanelQuery[];
  /** What is of a process, and means nothing added up over several: a line for each of them. */
  readonly perInstance?: true;
  /** Only so many series, those with the highest values: where there may be very many. */
  readonly top?: number;
}

/** What stands together: a dashboard, and a part of the live page. */
export interface Section {
  /** Kebab-case: the dashboard's file, and the live page's anchor. */
  readonly id: string;
  readonly title: string;
  readonly help: string;
  readonly panels: readonly Panel[];
}
