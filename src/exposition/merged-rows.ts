import type { FamilyKind } from '../store/descriptor.ts';
import type { Distribution } from '../store/family.ts';
import type { Row } from './lines.ts';
import { PAUSE } from './slice.ts';

/** Rows between two pauses: a fraction of a millisecond, also where labels are new. */
const PAUSE_EVERY = 100;

/**
 * What stands under one name: a row for each label text, in the order of first appearance.
 *
 * Series that differ in the store may have one label text (`code: 200` and `code: '200'`, `a.b` and
 * `a_b`), and Prometheus takes only one of them. Sums and distributions are added up then, so that
 * no count is lost. Where that has no meaning (gauges, other buckets, other kinds) the first one
 * stays, and the others are counted in `duplicates`.
 */
export class MergedRows {
  #kind: FamilyKind;
  #duplicates = 0;
  readonly #rows = new Map<string, Row>();

  constructor(kind: FamilyKind) {
    this.#kind = kind;
  }

  get size(): number {
    return this.#rows.size;
  }

  get duplicates(): number {
    return this.#duplicates;
  }

  [Symbol.iterator](): Iterator<readonly [labels: string, row: Row]> {
    return this.#rows[Symbol.iterator]();
  }

  /** Adds rows; yields where the caller may pause. */
  *addAll(
    rows: Iterable<readonly [labels: string, row: Row]>,
  ): Generator<typeof PAUSE, void, void> {
    let added = 0;
    for (const [labels, row] of rows) {
      this.#add(labels, row);
      if (++added % PAUSE_EVERY === 0) yield PAUSE;
    }
  }

  /** Adds the rows of another family, in the same way. */
  *join(other: MergedRows): Generator<typeof PAUSE, void, void> {
    if (other.#kind !== this.#kind) this.#kind = 'gauge';
    this.#duplicates += other.#duplicates;
    yield* this.addAll(other);
  }

  #add(labels: string, row: Row): void {
    const first = this.#rows.get(labels);
    const merged = first === undefined ? row : sumOf(first, row, this.#kind);
    if (merged === undefined) this.#duplicates++;
    else this.#rows.set(labels, merged);
  }
}

function sumOf(first: Row, second: Row, kind: FamilyKind): Row | undefined {
  if (kind === 'gauge') return undefined;
  if (kind !== 'histogram') return { value: first.value + second.value };
  const distribution = addedUp(first.distribution, second.distribution);
  return distribution && { value: 0, distribution };
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
