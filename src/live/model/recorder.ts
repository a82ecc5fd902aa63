import type { Feed, FeedApp, FeedMetric, FeedSeries, Frame } from '../../exposition/feed/frame.ts';
import type { History, KnownMetric, LabelSet, Position } from './history.ts';
import { MetricRecord } from './metric-record.ts';
import type { Passage, RecordedSeries, Series } from './series.ts';
import { Timeline } from './timeline.ts';

/** Series are cleared of what is too old in one go, now and then. */
const TICKS_PER_CLEARING = 32;

const NO_SERIES: readonly Series[] = [];

/** What the numbers of a feed stand for, from a frame with all there is. */
interface Numbers {
  readonly metrics: Map<number, MetricRecord>;
  readonly series: Map<number, { readonly metric: MetricRecord; readonly series: RecordedSeries }>;
  readonly taken: Set<RecordedSeries>;
}

/** A frame's place in history. */
interface Moment {
  readonly tick: number;
  /** From when on what ended is not there. */
  readonly end: number;
  readonly passage: Passage;
}

/** Writes history. */
export class Recorder implements History {
  readonly timeline = new Timeline();
  app: FeedApp | undefined;
  position: Position | undefined;
  leftOut = 0;
  version = 0;
  readonly #keepMs: number;
  readonly #metrics = new Map<string, MetricRecord>();
  readonly #bounds = new Map<string, readonly number[]>();
  /** Of the last frame. */
  #last: FeedApp | undefined;
  #numbers = newNumbers();
  #clearedTo = 0;

  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  get times(): readonly number[] {
    return this.timeline.times;
  }

  metrics(): readonly KnownMetric[] {
    const metrics = [...this.#metrics.values()].map(({ summary }) => summary.metric);
    return metrics.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  seriesOf(name: string): readonly Series[] {
    return this.#metrics.get(name)?.series ?? NO_SERIES;
  }

  labelSets(): readonly LabelSet[] {
    const sets = [...this.#metrics.values()].flatMap(({ summary }) => summary.labelSets);
    return sets.sort((a, b) => b.values - a.values || b.series - a.series || inOrder(a, b));
  }

  apply(feed: Feed): void {
    // Its numbers mean nothing here: the next request is answered with all there is.
    if (!feed.isWhole && feed.epoch !== this.position?.epoch) return;
    this.app = feed.app;
    for (const [index, frame] of feed.frames.entries()) {
      if (this.#isKnown(feed.epoch, frame)) continue;
      this.#add(frame, feed, feed.isWhole && index === 0);
    }
  }

  #isKnown(epoch: string, frame: Frame): boolean {
    return epoch === this.position?.epoch && frame.number <= this.position.after;
  }

  #add(frame: Frame, feed: Feed, isWhole: boolean): void {
    const moment = this.#momentOf(frame, feed);
    if (isWhole) this.#numbers = newNumbers();
    this.#record(frame, moment);
    if (isWhole) this.#endOthers(moment.end);
    this.position = { epoch: feed.epoch, after: frame.number };
    this.leftOut = frame.leftOut;
    this.version += 1;
    this.#forget();
  }

  #momentOf(frame: Frame, { app, intervalMs }: Feed): Moment {
    const { lastMs } = this.timeline;
    const before = this.#last;
    this.#last = app;
    const isRestart = before !== undefined && !isSameProcess(before, app);
    const tick = this.timeline.add(frame.timeMs, { isBreak: isRestart, nearMs: 2 * intervalMs });
    // One that had begun before, as another process of the same app, has counted who knows since when.
    const isWatched = before !== undefined && (!isRestart || app.startedMs >= lastMs);
    return {
      tick,
      end: this.timeline.isHole(tick - 1) ? tick - 1 : tick,
      passage: {
        isRestart,
        // Where the feed leaves series out, one that comes may be an old one.
        fromZero: isWatched && this.leftOut === 0,
      },
    };
  }

  #record({ metrics, gone, series, values }: Frame, { tick, end, passage }: Moment): void {
    const numbers = this.#numbers;
    for (const about of metrics) numbers.metrics.set(about.id, this.#metricOf(about));
    for (const id of gone) endSeries(numbers, id, end);
    for (const shape of series) this.#introduce(shape);
    for (const [id, state] of values) {
      const known = numbers.series.get(id);
      if (known === undefined) continue;
      if (!known.series.isThere) known.metric.touch();
      known.series.record(tick, state, passage);
    }
  }

  #metricOf(about: FeedMetric): MetricRecord {
    const known = this.#metrics.get(about.name);
    if (known?.about.type === about.type) {
      known.about = about;
      known.touch();
      return known;
    }
    const metric = new MetricRecord(about);
    this.#metrics.set(about.name, metric);
    return metric;
  }

  #introduce({ id, metric: metricId, labels, bounds, quantiles }: FeedSeries): void {
    const numbers = this.#numbers;
    const metric = numbers.metrics.get(metricId);
    if (metric === undefined) return;
    const shape = {
      labels,
      ...(bounds && { bounds: this.#sameArray(bounds) }),
      ...(quantiles && { quantiles: this.#sameArray(quantiles) }),
    };
    const series = metric.seriesLike(shape, numbers.taken);
    numbers.taken.add(series);
    numbers.series.set(id, { metric, series });
  }

  #sameArray(bounds: readonly number[]): readonly number[] {
    const key = bounds.join();
    const known = this.#bounds.get(key) ?? bounds;
    this.#bounds.set(key, known);
    return known;
  }

  #endOthers(tick: number): void {
    for (const metric of this.#metrics.values()) {
      for (const series of metric.recorded) if (!this.#numbers.taken.has(series)) series.end(tick);
      metric.touch();
    }
  }

  #forget(): void {
    const { timeline } = this;
    timeline.forgetBefore(timeline.lastMs - this.#keepMs);
    if (timeline.first < this.#clearedTo + TICKS_PER_CLEARING) return;
    this.#clearedTo = timeline.first;
    const current = new Set(this.#numbers.metrics.values());
    for (const [name, metric] of this.#metrics) {
      metric.forgetBefore(timeline.first);
      if (metric.series.length === 0 && !current.has(metric)) this.#metrics.delete(name);
    }
  }
}

function isSameProcess(one: FeedApp, other: FeedApp): boolean {
  return one.pid === other.pid && one.startedMs === other.startedMs;
}

function newNumbers(): Numbers {
  return { metrics: new Map(), series: new Map(), taken: new Set() };
}

function endSeries(numbers: Numbers, id: number, tick: number): void {
  const known = numbers.series.get(id);
  if (known === undefined) return;
  known.series.end(tick);
  known.metric.touch();
  numbers.series.delete(id);
  numbers.taken.delete(known.series);
}

function inOrder(a: LabelSet, b: LabelSet): number {
  return `${a.metric} ${a.label}` < `${b.metric} ${b.label}` ? -1 : 1;
}

export interface HistoryOptions {
  /** Default: 15 minutes. */
  readonly keepMs?: number;
}

export function createHistory({ keepMs = 15 * 60_000 }: HistoryOptions = {}): History {
  return new Recorder(keepMs);
}
