import type { FamilyKind } from '../store/descriptor.ts';
import type { Distribution, Series } from '../store/family.ts';

/**
 * What stands under one name: a series for each label text, in the order of first appearance.
 *
 * Series that differ in the store may have one label text (`code: 200` and `code: '200'`, `a.b` and
 * `a_b`), and Prometheus takes only one of them. Sums and distributions are added up then, so that
 * no count is lost. Where that has no meaning (gauges, other buckets, other kinds) the first one
 * stays, and the others are counted in `duplicates`.
 */
export class Rows {
  #kind: FamilyKind;
  #duplicates = 0;
  readonly #series = new Map<string, Series>();

  constructor(kind: FamilyKind) {
    this.#kind = kind;
  }

  get size(): number {
    return this.#series.size;
  }

  get duplicates(): number {
    return this.#duplicates;
  }

  [Symbol.iterator](): Iterator<[labels: string, series: Series]> {
    return this.#series[Symbol.iterator]();
  }

  add(labels: string, series: Series): void {
    const first = this.#series.get(labels);
    const row = first === undefined ? series : sumOf(first, series, this.#kind);
    if (row === undefined) this.#duplicates++;
    else this.#series.set(labels, row);
  }

  /** Adds the rows of another family. */
  join(other: Rows): void {
    if (other.#kind !== this.#kind) this.#kind = 'gauge';
    this.#duplicates += other.#duplicates;
    for (const [labels, series] of other) this.add(labels, series);
  }
}

function sumOf(first: Series, second: Series, kind: FamilyKind): Series | undefined {
  if (kind === 'gauge') return undefined;
  const { attributes, startTimeMs } = first;
  if (kind !== 'histogram') {
    return { attributes, startTimeMs, value: first.value + second.value };
  }
  const distribution = addedUp(first.distribution, second.distribution);
  return distribution && { attributes, startTimeMs, value: 0, distribution };
}

function addedUp(one?: Distribution, other?: Distribution): Distribution | undefined {
  if (one === undefined || other === undefined) return undefined;
  const { boundaries } = one;
  if (boundaries.length !== other.boundaries.length) return undefined;
  if (!boundaries.every((bound, index) => bound === other.boundaries[index])) return undefined;
  return {
    boundaries,
    counts: one.counts.map((count, index) => count + (other.counts[index] ?? 0)),
    count: one.count + other.count,
    sum: one.sum + other.sum,
    min: Math.min(one.min, other.min),
    max: Math.max(one.max, other.max),
  };
}
