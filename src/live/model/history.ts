import type { Feed, FeedApp } from '../../exposition/feed/frame.ts';
import type { PageMetric } from '../../views/expression.ts';
import type { Series } from './series.ts';
import type { Timeline } from './timeline.ts';

/** A metric that the page knows of. */
export interface KnownMetric extends PageMetric {
  /** How many series it has now. */
  readonly series: number;
  /** Whether the app declared it; else it is measured without code. */
  readonly isOwn: boolean;
}

/** How many values a label has, and what that costs. */
export interface LabelSet {
  readonly metric: string;
  readonly label: string;
  /** Distinct values. */
  readonly values: number;
  /** Series of the metric that have the label. */
  readonly series: number;
}

/** Where the feed is to go on: the parameters of the next request. */
export interface Position {
  readonly epoch: string;
  readonly after: number;
}

/** What the page knows of the app's last minutes. */
export interface History {
  /** Feeds of what is known already change nothing. */
  apply(feed: Feed): void;
  /** Milliseconds by the clock of the app's machine, ascending; shared by all lines. */
  readonly times: readonly number[];
  readonly app: FeedApp | undefined;
  /** Undefined until there was a frame: the request has no parameters then. */
  readonly position: Position | undefined;
  /** How many series the feed leaves out, since there are too many. */
  readonly leftOut: number;
  /** Another number after each feed that had something new. */
  readonly version: number;
  readonly timeline: Timeline;
  /** By name. One without a series now is there while its past is. */
  metrics(): readonly KnownMetric[];
  /** Those of a metric, ended ones too. The same array while none comes or is forgotten. */
  seriesOf(name: string): readonly Series[];
  /** The most values first. */
  labelSets(): readonly LabelSet[];
}
