import { type NamedCount, Ranking } from './ranking.ts';

/** The distinct values of a label, over all metrics and for each of them. */
export class LabelValues implements NamedCount {
  readonly name: string;
  numMetrics = 0;
  readonly #metrics: Ranking<NamedCount>;
  /** Values to the metric that had them last: one map counts for all metrics and for each. */
  readonly #lastMetrics = new Map<string, object>();

  /** `limit`: most metrics that are named. */
  constructor(name: string, limit: number) {
    this.name = name;
    this.#metrics = new Ranking(limit);
  }

  /** How many there are over all metrics. */
  get value(): number {
    return this.#lastMetrics.size;
  }

  /** The metrics that have the most of them. */
  get metrics(): readonly NamedCount[] {
    return this.#metrics.entries;
  }

  /** Notes a value, and says whether the metric had it for the first time. One after the other. */
  isNewTo(metric: object, value: string): boolean {
    if (this.#lastMetrics.get(value) === metric) return false;
    this.#lastMetrics.set(value, metric);
    return true;
  }

  addMetric(metric: NamedCount): void {
    this.numMetrics++;
    this.#metrics.add(metric);
  }
}
