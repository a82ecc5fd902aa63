import type { Group } from '../group.ts';
import type { Row } from '../lines.ts';
import { isOfAgent } from '../own-names.ts';
import { PAUSE, ROWS_PER_PAUSE } from '../slice.ts';
import type { FeedMetric } from './frame.ts';
import type { FrameDraft } from './frame-text.ts';
import {
  areEqual,
  areThoseOf,
  type KnownSeries,
  marksText,
  type SeriesState,
  type StateRow,
  saysTheSame,
  stateOf,
  stateText,
} from './series-state.ts';

/** Most series of a metric, and of all together; further ones are counted. */
const MOST_OF_METRIC = 5_000;
const MOST_IN_ALL = 20_000;

/** What the metrics of a feed share: numbers, and the room for series. */
export class FeedNumbers {
  #metrics = 0;
  #ids = 0;
  /** Series that there are now. */
  size = 0;

  get hasRoom(): boolean {
    return this.size < MOST_IN_ALL;
  }

  nextMetric(): number {
    return ++this.#metrics;
  }

  nextSeries(): number {
    return ++this.#ids;
  }
}

/** A metric with its series as they were in the last frame. */
export class MetricState {
  readonly #type: Group['type'];
  readonly #numbers: FeedNumbers;
  /** By their labels, equal ones as equal texts. */
  readonly #series = new Map<string, KnownSeries>();
  /** Labels in JSON of series that are about to come, by the same texts. */
  readonly #coming = new Map<string, string>();
  #said: FeedMetric | undefined;
  #seen = 0;

  constructor(type: Group['type'], numbers: FeedNumbers) {
    this.#type = type;
    this.#numbers = numbers;
  }

  /** Whether nothing was seen for the frame that is being made. */
  get isEmpty(): boolean {
    return this.#seen === 0;
  }

  /** Whether there is room for a further series. */
  get hasRoom(): boolean {
    return this.#series.size < MOST_OF_METRIC && this.#numbers.hasRoom;
  }

  /** Begins a frame. The first one that is not without series says what the metric is. */
  begin(): void {
    this.#seen = 0;
  }

  /** Takes what a series' labels are, which is asked for where it is a new one and has room. */
  foresee(key: string, labels: () => string): void {
    if (this.#series.has(key) || this.#coming.has(key) || !this.hasRoom) return;
    this.#coming.set(key, labels());
  }

  /** Takes a series by its labels; `undefined` where there is no room for it. Throws as `stateOf`. */
  take(key: string, row: Row, { group, draft }: Taking): KnownSeries | undefined {
    const state = this.#stateOf(row);
    const known = this.#series.get(key);
    // One that began anew while this frame is made may come twice: the first one's buckets stay.
    if (known?.seen === draft.number && !areEqual(known.marks, state.marks)) return known;
    if (known !== undefined && areEqual(known.marks, state.marks)) {
      this.#update(known, state, draft);
      return known;
    }
    const labels = known?.labels ?? this.#coming.get(key);
    if (known !== undefined) this.#end(key, known, draft);
    if (labels === undefined || !this.hasRoom) {
      draft.leftOut++;
      return undefined;
    }
    this.#say(group, draft);
    const { numbers, marks } = state;
    const series: KnownSeries = { id: this.#numbers.nextSeries(), labels, numbers, marks, seen: 0 };
    this.#series.set(key, series);
    this.#numbers.size++;
    this.see(series, draft);
    draft.addSeries(this.#textOf(series));
    draft.addValue(series.id, stateText(numbers));
    return series;
  }

  /** Takes a series that is known, with the buckets that it had. Throws as `stateOf`. */
  retake(known: KnownSeries, row: Row, draft: FrameDraft): void {
    if (this.#type !== 'histogram') {
      this.#update(known, this.#stateOf(row), draft);
      return;
    }
    const { distribution } = row;
    const isSame = distribution !== undefined && areThoseOf(known.numbers, distribution);
    if (isSame) this.see(known, draft);
    else this.#update(known, this.#stateOf({ value: 0, distribution, summary: undefined }), draft);
  }

  /** Notes that a series is there. */
  see(series: KnownSeries, { number }: FrameDraft): void {
    if (series.seen === number) return;
    series.seen = number;
    this.#seen++;
  }

  /** Ends the series that were not seen for this frame. */
  *end(draft: FrameDraft): Generator<typeof PAUSE, void, void> {
    this.#coming.clear();
    if (this.#seen === this.#series.size) return;
    let walked = 0;
    for (const [key, series] of this.#series) {
      if (series.seen !== draft.number) this.#end(key, series, draft);
      if (++walked % (8 * ROWS_PER_PAUSE) === 0) yield PAUSE;
    }
  }

  /** All that is known of it. */
  *tell(draft: FrameDraft): Generator<typeof PAUSE, void, void> {
    if (this.#said === undefined) return;
    draft.addMetric(this.#said);
    let told = 0;
    for (const series of this.#series.values()) {
      draft.addSeries(this.#textOf(series));
      draft.addValue(series.id, stateText(series.numbers));
      if (++told % ROWS_PER_PAUSE === 0) yield PAUSE;
    }
  }

  #stateOf(row: StateRow): SeriesState {
    return stateOf(this.#type === 'info' ? 'gauge' : this.#type, row);
  }

  #update(known: KnownSeries, { numbers }: SeriesState, draft: FrameDraft): void {
    this.see(known, draft);
    if (saysTheSame(known.numbers, numbers)) return;
    known.numbers = numbers;
    draft.addValue(known.id, stateText(numbers));
  }

  #end(key: string, { id }: KnownSeries, draft: FrameDraft): void {
    this.#series.delete(key);
    this.#numbers.size--;
    draft.addGone(id);
  }

  /** With its first series. */
  #say({ name, type, unit, help, families }: Group, draft: FrameDraft): void {
    if (this.#said !== undefined) return;
    const isOwn = families.length > 0 && families.every(({ scope }) => !isOfAgent(scope));
    const id = this.#numbers.nextMetric();
    this.#said = { id, name, type, unit, help: help.toWellFormed(), isOwn };
    draft.addMetric(this.#said);
  }

  #textOf({ id, labels, marks }: KnownSeries): string {
    const metric = this.#said?.id ?? 0;
    return `{"id":${id},"metric":${metric},"labels":${labels}${marksText(this.#type, marks)}}`;
  }
}

/** For what a series is taken. */
export interface Taking {
  readonly group: Group;
  readonly draft: FrameDraft;
}
