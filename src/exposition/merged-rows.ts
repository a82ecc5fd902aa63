import type { FamilyKind } from '../store/descriptor.ts';
import { mergedBuckets } from '../store/exponential.ts';
import type { Distribution, Exemplar } from '../store/family.ts';
import type { Row } from './lines.ts';
import type { ReportNotice } from './notice.ts';
import { PAUSE } from './slice.ts';

/** Rows between two pauses: a fraction of a millisecond, also where labels are new. */
const PAUSE_EVERY = 100;

/**
 * What stands under one name: a row for each label text, in the order of first appearance.
 *
 * Series that differ in the store may have one label text (`code: 200` and `code: '200'`, `a.b` and
 * `a_b`, two scopes that the labels don't name), and Prometheus takes only one of them. Sums and
 * distributions are added up then, so that no count is lost. Where that has no meaning (gauges,
 * other buckets, other kinds) the first one stays, and the others are left out.
 */
export class MergedRows {
  #kind: FamilyKind;
  #merged = 0;
  #duplicates = 0;
  readonly #rows = new Map<string, Row>();

  constructor(kind: FamilyKind) {
    this.#kind = kind;
  }

  get size(): number {
    return this.#rows.size;
  }

  [Symbol.iterator](): Iterator<readonly [labels: string, row: Row]> {
    return this.#rows[Symbol.iterator]();
  }

  /** Adds rows; yields where the caller may pause. Sums that are meant are not told. */
  *addAll(
    rows: Iterable<readonly [labels: string, row: Row]>,
    areSumsMeant = false,
  ): Generator<typeof PAUSE, void, void> {
    const mergedBefore = this.#merged;
    let added = 0;
    for (const [labels, row] of rows) {
      this.#add(labels, row);
      if (++added % PAUSE_EVERY === 0) yield PAUSE;
    }
    if (areSumsMeant) this.#merged = mergedBefore;
  }

  /** Adds the rows of another family, in the same way. */
  *join(other: MergedRows): Generator<typeof PAUSE, void, void> {
    if (other.#kind !== this.#kind) this.#kind = 'gauge';
    this.#merged += other.#merged;
    this.#duplicates += other.#duplicates;
    yield* this.addAll(other);
  }

  /** Says how many series have no row of their own. */
  tell(metric: string, report: ReportNotice): void {
    const reason = 'another series has the same labels';
    if (this.#merged > 0) {
      report({ cause: 'merged_series', metric, reason, count: this.#merged });
    }
    if (this.#duplicates > 0) {
      report({ cause: 'duplicate_series', metric, reason, count: this.#duplicates });
    }
  }

  #add(labels: string, row: Row): void {
    const first = this.#rows.get(labels);
    if (first === undefined) {
      this.#rows.set(labels, row);
      return;
    }
    const sum = sumOf(first, row, this.#kind);
    if (sum === undefined) {
      this.#duplicates++;
      return;
    }
    this.#merged++;
    this.#rows.set(labels, sum);
  }
}

function sumOf(first: Row, second: Row, kind: FamilyKind): Row | undefined {
  if (kind === 'gauge') return undefined;
  const distribution = addedUp(first.distribution, second.distribution);
  if (kind === 'histogram' && distribution === undefined) return undefined;
  return {
    value: first.value + second.value,
    distribution,
    startTimeMs: Math.min(first.startTimeMs, second.startTimeMs),
    exemplars: latestOnes(first.exemplars, second.exemplars),
  };
}

function addedUp(one?: Distribution, other?: Distribution): Distribution | undefined {
  if (one === undefined || other === undefined) return undefined;
  const { boundaries } = one;
  if (boundaries.length !== other.boundaries.length) return undefined;
  if (!boundaries.every((bound, index) => bound === other.boundaries[index])) return undefined;
  // Where only one of them has exponential buckets, the others are what both have.
  const areExponential = one.exponential !== undefined && other.exponential !== undefined;
  return {
    boundaries,
    counts: one.counts.map((count, index) => count + (other.counts[index] ?? 0)),
    count: one.count + other.count,
    sum: one.sum + other.sum,
    min: Math.min(one.min, other.min),
    max: Math.max(one.max, other.max),
    exponential: areExponential ? mergedBuckets(one.exponential, other.exponential) : undefined,
  };
}

/** The latest exemplar of each bucket, in the order of buckets. */
function latestOnes(some: readonly Exemplar[], others: readonly Exemplar[]): readonly Exemplar[] {
  if (others.length === 0 && some.length === 0) return some;
  const byTime = [...some, ...others].sort((one, other) => one.timeMs - other.timeMs);
  const latest = new Map(byTime.map((exemplar) => [exemplar.bucket, exemplar]));
  return [...latest.values()].sort((one, other) => one.bucket - other.bucket);
}
