import type { NamingMode, TranslationStrategy } from '../../config/metrics-options.ts';

/**
 * What the live page reads: `GET /live/feed?epoch=…&after=…`, where `after` is the number of the last
 * frame that it has of that epoch; without both it gets all there is. Metrics and series are introduced
 * once and have numbers from then on; a frame has what has changed since the frame before it. Only
 * types: the page's code runs in a browser.
 */
export interface Feed {
  /**
   * Another one for each start of the agent, and after a while in which nobody looked: numbers and
   * frames of another epoch mean nothing.
   */
  readonly epoch: string;
  /** Of the machine that the app is on. */
  readonly timeMs: number;
  /** Where the app is asked for the next time; the page waits as long. */
  readonly intervalMs: number;
  readonly app: FeedApp;
  /**
   * Whether `frames` begin with one that has all there was at its time, and not with what changed
   * since `after`: what the page has of numbers and frames is to be forgotten then.
   */
  readonly isWhole: boolean;
  /** In order of time; none where nothing new was looked at since `after`. */
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
  /** Those that no frame of the epoch had before; they stay, also without series. */
  readonly metrics: readonly FeedMetric[];
  readonly series: readonly FeedSeries[];
  /**
   * Numbers of series that ended. They don't come again: a series that is back, or whose buckets are
   * others, has a new number, and is in `series` of the same frame at the earliest.
   */
  readonly gone: readonly number[];
  /** The series that changed. `null` is what is no finite number. */
  readonly values: readonly (readonly [series: number, state: FeedState])[];
  /**
   * How many series the feed leaves out, since there are too many: the first 5,000 of a metric and
   * the first 20,000 in all are in it.
   */
  readonly leftOut: number;
}

export interface FeedMetric {
  readonly id: number;
  /**
   * As on the page, in Prometheus's full character set: what `createNames` of `src/views` makes. A
   * counter has its `_total`, a histogram no ending. `info` is target_info alone.
   */
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary' | 'info';
  /** The words of the unit where the name ends with them, before any `_total`; else empty. */
  readonly unit: string;
  readonly help: string;
  /** Whether the app declared or registered it; else it is measured without code. */
  readonly isOwn: boolean;
}

export interface FeedSeries {
  readonly id: number;
  readonly metric: number;
  readonly labels: Readonly<Record<string, string>>;
  /** Upper bounds of a histogram's buckets, without +Inf; none of one that is native only. */
  readonly bounds?: readonly number[];
  /** Of a summary. */
  readonly quantiles?: readonly number[];
}

/**
 * Of a counter, a gauge or an info its value. Of a histogram `[count, sum, …counts]`, one count for each bound
 * and one for +Inf, not cumulative. Of a summary `[count, sum, …values]`.
 */
export type FeedState = number | null | readonly (number | null)[];
