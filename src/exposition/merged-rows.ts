import type { FamilyKind } from '../store/descriptor.ts';
import { mergedBuckets } from '../store/exponential.ts';
import type { Distribution, Exemplar, SummaryState } from '../store/family.ts';
import { mergedWindows, quantilesOf } from '../store/quantiles.ts';
import type { Row } from './lines.ts';
import type { ReportNotice } from './notice.ts';
import { PAUSE, ROWS_PER_PAUSE } from './slice.ts';

/**
 * What stands under one name: a row for each label text, in the order of first appearance.
 *
 * Series that differ in the store may have one label text (`code: 200` and `code: '200'`, `a.b` and
 * `a_b`, two scopes that the labels don't name), and Prometheus takes only one of them. Sums and
 * distributions are added up then, so that no count is lost, and summaries where their windows are
 * known. Where that has no meaning (gauges, other kinds) the first one stays, and the others are left
 * out.
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
      if (++added % ROWS_PER_PAUSE === 0) yield PAUSE;
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
  const summary = summedUp(first.summary, second.summary);
  if (kind === 'summary' && summary === undefined) return undefined;
  return {
    value: first.value + second.value,
    ...{ distribution, summary },
    startTimeMs: Math.min(first.startTimeMs, second.startTimeMs),
    exemplars: latestOnes(
      [first, second].flatMap((row) => exemplarsIn(row, distribution)),
      distribution?.exponential !== undefined && distribution.boundaries.length === 0,
    ),
  };
}

/** In the buckets that both have; count and sum are exact whatever these are. */
function addedUp(one?: Distribution, other?: Distribution): Distribution | undefined {
  if (one === undefined || other === undefined) return undefined;
  const boundaries = commonOf(one.boundaries, other.boundaries);
  const others = countsIn(other, boundaries);
  // Where only one of them has exponential buckets, the others are what both have.
  const areExponential = one.exponential !== undefined && other.exponential !== undefined;
  return {
    boundaries,
    counts: countsIn(one, boundaries).map((count, index) => count + (others[index] ?? 0)),
    count: one.count + other.count,
    sum: one.sum + other.sum,
    min: Math.min(one.min, other.min),
    max: Math.max(one.max, other.max),
    exponential: areExponential ? mergedBuckets(one.exponential, other.exponential) : undefined,
  };
}

/** With the quantiles of the first, of the amounts of both; none where others made the quantiles. */
function summedUp(one?: SummaryState, other?: SummaryState): SummaryState | undefined {
  if (one?.window === undefined || other?.window === undefined) return undefined;
  const window = mergedWindows(one.window, other.window);
  const shown = one.quantiles.map(({ quantile }) => quantile);
  return {
    count: one.count + other.count,
    sum: one.sum + other.sum,
    quantiles: quantilesOf(window, shown),
    window,
  };
}

/** The same object where there is nothing to leave out: its texts are known by it. */
function commonOf(some: readonly number[], others: readonly number[]): readonly number[] {
  const common = some.filter((bound) => others.includes(bound));
  return common.length === some.length ? some : common;
}

/** The counts of a distribution in some of its buckets. */
function countsIn({ boundaries, counts }: Distribution, some: readonly number[]) {
  if (some.length === boundaries.length) return counts;
  const sums = new Array<number>(some.length + 1).fill(0);
  let bucket = 0;
  for (const [index, count] of counts.entries()) {
    const bound = boundaries[index] ?? Number.POSITIVE_INFINITY;
    while (bound > (some[bucket] ?? Number.POSITIVE_INFINITY)) bucket++;
    sums[bucket] = (sums[bucket] ?? 0) + count;
  }
  return sums;
}

/** Exemplars of a row by the buckets of another distribution, which has some of its own. */
function exemplarsIn({ exemplars, distribution }: Row, other: Distribution | undefined) {
  const { boundaries = [] } = other ?? {};
  if (exemplars.length === 0 || distribution?.boundaries.length === boundaries.length) {
    return exemplars;
  }
  return exemplars.map((exemplar) => {
    const bucket = boundaries.findIndex((bound) => exemplar.value <= bound);
    return { ...exemplar, bucket: bucket < 0 ? boundaries.length : bucket };
  });
}

/** A native histogram's are of one bucket, but of several magnitudes. */
const MOST_OF_ONE_BUCKET = 8;

/** The latest exemplar of each bucket; of a single bucket, the latest ones. By bucket, then by time. */
function latestOnes(exemplars: readonly Exemplar[], isNative: boolean): readonly Exemplar[] {
  const byBucket = Map.groupBy(exemplars, ({ bucket }) => bucket);
  return [...byBucket.entries()]
    .sort(([one], [other]) => one - other)
    .flatMap(([, own]) =>
      own
        .sort((one, other) => one.timeMs - other.timeMs)
        .slice(isNative ? -MOST_OF_ONE_BUCKET : -1),
    );
}
