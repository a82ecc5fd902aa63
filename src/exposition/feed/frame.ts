import type { NamingMode, TranslationStrategy } from '../../config/metrics-options.ts';

/**
 * What the live page reads: `GET /live/feed?epoch=…&after=…`. Metrics and series are introduced once
 * and have numbers from then on; a frame has what has changed since the frame before it. Only types:
 * the page's code runs in a browser.
 */
export interface Feed {
  /** Another one for each start of the agent: numbers and frames of another epoch mean nothing. */
  readonly epoch: string;
  /** Of the machine that the app is on. */
  readonly timeMs: number;
  /** Where the app is asked for the next time; the page waits as long. */
  readonly intervalMs: number;
  readonly app: FeedApp;
  /** Whether `frames` begin with all there is, and not with what changed since `after`. */
  readonly isWhole: boolean;
  /** In order of time. */
  readonly frames: readonly Frame[];
}

export interface FeedApp {
  readonly service: string;
  readonly pid: number;
  readonly node: string;
  /** Milliseconds since the epoch. */
  readonly startedMs: number;
  /** By which the names on the page are made. */
  readonly names: {
    readonly naming: NamingMode;
    readonly prefix: string;
    readonly translation: TranslationStrategy;
  };
}

export interface Frame {
  /** Ascending. */
  readonly number: number;
  readonly timeMs: number;
  /** Those that no frame of the epoch had before. */
  readonly metrics: readonly FeedMetric[];
  readonly series: readonly FeedSeries[];
  /** Numbers of series that ended. */
  readonly gone: readonly number[];
  /** The series that changed. `null` is what is no finite number. */
  readonly values: readonly (readonly [series: number, state: FeedState])[];
  /** How many series the feed leaves out, since there are too many. */
  readonly leftOut: number;
}

export interface FeedMetric {
  readonly id: number;
  /** As on the page. */
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary' | 'info';
  readonly unit: string;
  readonly help: string;
  /** Whether the app declared or registered it; else it is measured without code. */
  readonly isOwn: boolean;
}

export interface FeedSeries {
  readonly id: number;
  readonly metric: number;
  readonly labels: Readonly<Record<string, string>>;
  /** Upper bounds of a histogram's buckets, without +Inf. */
  readonly bounds?: readonly number[];
  /** Of a summary. */
  readonly quantiles?: readonly number[];
}

/**
 * Of a counter or a gauge its value. Of a histogram `[count, sum, …counts]`, one count for each bound
 * and one for +Inf, not cumulative. Of a summary `[count, sum, …values]`.
 */
export type FeedState = number | null | readonly (number | null)[];
