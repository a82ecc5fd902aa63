import type { Series } from '../store/family.ts';
import type { Metric } from '../store/metric.ts';
import type { MetricStore } from '../store/metric-store.ts';

/** What is recorded without the app: that alone is no reason to hold up the end of a process. */
const OWN = /^(acme\.metrics\.|v8js\.gc\.)/;

/**
 * Whether there are measurements that one exporter has not delivered. It compares a number that
 * nearly any measurement changes, for which it asks blocks and not series. What callbacks observe
 * has no part in it, since it is new whenever it is asked for.
 */
export class Unexported {
  readonly #store: MetricStore;
  #delivered: number;
  #tried: number;

  constructor(store: MetricStore) {
    this.#store = store;
    this.#delivered = isUntouched(store) ? this.mark() : Number.NaN;
    this.#tried = this.#delivered;
  }

  /** What was measured until now, to be told of later. */
  mark(): number {
    let mark = 0;
    let weight = 1;
    for (const metric of this.#store.metrics()) {
      // Each has its own weight: what one loses is not to make up for what another gets.
      weight = Math.imul(weight, 31);
      if (isRecordedByApp(metric)) mark = (mark + Math.imul(weight, measurements(metric))) | 0;
    }
    return mark;
  }

  /** All until the mark was delivered. */
  delivered(mark: number): void {
    this.#delivered = mark;
  }

  /** Delivering until the mark was the last resort, and failed: trying the same again is no use. */
  triedInVain(mark: number): void {
    this.#tried = mark;
  }

  /** Whether something until the mark is to be delivered, and no last resort has failed with it. */
  isAnyUntil(mark: number): boolean {
    return mark !== this.#delivered && mark !== this.#tried;
  }
}

/** Series that are there from the start have begun at 0, for Prometheus, and nothing was measured. */
function isUntouched(store: MetricStore): boolean {
  return [...store.metrics()].every(
    (metric) => !isRecordedByApp(metric) || [...metric.series()].every(isAtZero),
  );
}

function isAtZero({ value, distribution, summary }: Series): boolean {
  return value === 0 && (distribution?.count ?? 0) === 0 && (summary?.count ?? 0) === 0;
}

function isRecordedByApp({ descriptor: { kind, name } }: Metric): boolean {
  return !kind.startsWith('observable') && !OWN.test(name);
}

/** A series that came or went has changed both numbers of its block, a measurement only one. */
function measurements({ table }: Metric): number {
  let all = 0;
  for (const group of table.groups()) {
    for (const { rows } of group.blocks()) all = (all + rows.version - rows.layout) | 0;
  }
  return all;
}
