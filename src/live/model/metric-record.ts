import type { FeedMetric } from '../../exposition/feed/frame.ts';
import type { KnownMetric, LabelSet } from './history.ts';
import { RecordedSeries, type Series, type SeriesShape } from './series.ts';

/** A metric's series, over restarts of the app. */
export class MetricRecord {
  about: FeedMetric;
  readonly #series = new Map<string, RecordedSeries>();
  #list: readonly RecordedSeries[] | undefined;
  #summary: Summary | undefined;

  constructor(about: FeedMetric) {
    this.about = about;
  }

  /** The same array until a series comes or is forgotten. */
  get series(): readonly Series[] {
    return this.recorded;
  }

  get recorded(): readonly RecordedSeries[] {
    this.#list ??= [...this.#series.values()];
    return this.#list;
  }

  /** A series with these labels that is not `taken`. */
  seriesLike(shape: SeriesShape, taken: ReadonlySet<RecordedSeries>): RecordedSeries {
    let key = keyOf(shape);
    for (;;) {
      const known = this.#series.get(key);
      if (known === undefined) break;
      if (!taken.has(known)) return known;
      key += '+';
    }
    const added = new RecordedSeries(shape, this.about.type);
    this.#series.set(key, added);
    this.#list = undefined;
    return added;
  }

  /** To be called when series come and go. */
  touch(): void {
    this.#summary = undefined;
  }

  forgetBefore(tick: number): void {
    for (const [key, series] of this.#series) {
      series.forgetBefore(tick);
      if (series.spans.length > 0) continue;
      this.#series.delete(key);
      this.#list = undefined;
    }
  }

  /** The same objects until series come or go. */
  get summary(): Summary {
    this.#summary ??= summarize(this.about, this.recorded);
    return this.#summary;
  }
}

interface Summary {
  readonly metric: KnownMetric;
  readonly labelSets: readonly LabelSet[];
}

function summarize(about: FeedMetric, recorded: readonly RecordedSeries[]): Summary {
  const there = recorded.filter((series) => series.isThere);
  const values = new Map<string, { readonly distinct: Set<string>; series: number }>();
  for (const { labels } of there) {
    for (const [label, value] of Object.entries(labels)) {
      const known = values.get(label) ?? { distinct: new Set(), series: 0 };
      known.distinct.add(value);
      known.series += 1;
      values.set(label, known);
    }
  }
  const { name, unit, help, isOwn } = about;
  const type = about.type === 'info' ? 'gauge' : about.type;
  const labels = [...values.keys()].sort();
  const metric = { name, type, unit, help, isOwn, labels, series: there.length };
  return {
    metric: type === 'summary' ? { ...metric, quantiles: quantilesOf(there) } : metric,
    labelSets: [...values].map(([label, { distinct, series }]) => {
      return { metric: name, label, values: distinct.size, series };
    }),
  };
}

function quantilesOf(series: readonly Series[]): readonly number[] {
  const all = new Set(series.flatMap(({ quantiles = [] }) => quantiles));
  return [...all].sort((a, b) => a - b);
}

function keyOf({ labels, bounds, quantiles }: SeriesShape): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([sorted, bounds, quantiles]);
}
