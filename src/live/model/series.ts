import type { FeedMetric, FeedSeries, FeedState } from '../../exposition/feed/frame.ts';
import { Steps } from './steps.ts';

/** A time in which a series was there. */
export interface Span {
  readonly from: number;
  /** The first tick without it; Infinity while it is there. */
  readonly until: number;
}

/** A series as the page has seen it, over restarts of the app. Times are ticks of the timeline. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** The same array for the same bounds. */
  readonly bounds: readonly number[] | undefined;
  readonly quantiles: readonly number[] | undefined;
  /** As a state of the feed: the value, or count, sum and the rest. */
  readonly parts: readonly Steps[];
  /** Where it counted from 0. */
  readonly begun: ReadonlySet<number>;
  readonly spans: readonly Span[];
}

/** A label that is not there is as an empty one. */
export function valueOfLabel({ labels }: Pick<Series, 'labels'>, label: string): string {
  return Object.hasOwn(labels, label) ? (labels[label] ?? '') : '';
}

export type SeriesShape = Pick<FeedSeries, 'labels' | 'bounds' | 'quantiles'>;

/** What is known of the time between two moments. */
export interface Passage {
  /** Whether another process answers now. */
  readonly isRestart: boolean;
  /** Whether all that is new, or everything after a restart, has counted nothing before. */
  readonly fromZero: boolean;
}

export class RecordedSeries implements Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly bounds: readonly number[] | undefined;
  readonly quantiles: readonly number[] | undefined;
  readonly begun = new Set<number>();
  parts: readonly Steps[] = [];
  spans: Span[] = [];
  readonly #type: FeedMetric['type'];

  constructor({ labels, bounds, quantiles }: SeriesShape, type: FeedMetric['type']) {
    this.labels = labels;
    this.bounds = bounds;
    this.quantiles = quantiles;
    this.#type = type;
  }

  get isThere(): boolean {
    return this.spans.at(-1)?.until === Number.POSITIVE_INFINITY;
  }

  record(tick: number, state: FeedState, passage: Passage): void {
    const values = numbersOf(state);
    const isBegun = this.#hasBegun(values, passage);
    if (isBegun) this.begun.add(tick);
    if (!this.isThere) this.spans.push({ from: tick, until: Number.POSITIVE_INFINITY });
    if (this.parts.length === 0) this.parts = values.map((value) => new Steps(tick, value));
    else this.#take(tick, values, isBegun);
  }

  end(tick: number): void {
    const last = this.spans.at(-1);
    if (last === undefined || !this.isThere) return;
    this.spans[this.spans.length - 1] = { from: last.from, until: tick };
  }

  forgetBefore(tick: number): void {
    this.spans = this.spans.filter(({ until }) => until > tick);
    for (const part of this.parts) part.forgetBefore(tick);
    for (const begun of this.begun) if (begun < tick) this.begun.delete(begun);
  }

  #take(tick: number, values: readonly number[], isBegun: boolean): void {
    for (const [index, part] of this.parts.entries()) {
      const value = values[index] ?? Number.NaN;
      if (isBegun) part.mark(tick, value);
      else part.set(tick, value);
    }
  }

  /** Whether it counted from 0 since the moment before. */
  #hasBegun(values: readonly number[], { isRestart, fromZero }: Passage): boolean {
    if (!isCounting(this.#type)) return false;
    if (fromZero && (isRestart || !this.isThere)) return true;
    // One that fell tells that all of them began anew. What follows in a summary is no count.
    const parts = this.#type === 'histogram' ? this.parts.length : 1;
    for (let part = 0; part < parts; part++) {
      const last = this.parts[part]?.last ?? Number.NaN;
      if (part !== SUM && (values[part] ?? Number.NaN) < last) return true;
    }
    return false;
  }
}

/** The part of a state that may fall by itself, where something negative is measured. */
const SUM = 1;

function isCounting(type: FeedMetric['type']): boolean {
  return type === 'counter' || type === 'histogram' || type === 'summary';
}

function numbersOf(state: FeedState): readonly number[] {
  const values = typeof state === 'object' && state !== null ? state : [state];
  return values.map((value) => value ?? Number.NaN);
}
