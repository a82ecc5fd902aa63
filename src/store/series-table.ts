import { epochMs } from '../foundation/clock.ts';
import { attributesKey, attributesOf, sanitizeAttributes } from './attributes.ts';
import type { AnyCell } from './cells.ts';
import type { StoredAttributes } from './family.ts';

/** The attribute set of the series that takes what the limit keeps out (SDK specification). */
const OVERFLOW_ATTRIBUTES: StoredAttributes = Object.freeze({ 'otel.metric.overflow': true });
const OVERFLOW_KEY = attributesKey(OVERFLOW_ATTRIBUTES);

export type CreateCell<C> = (attributes: StoredAttributes, startTimeMs: number) => C;

/**
 * Attribute sets to cells, bounded: `limit` series at most, the overflow series among them, for
 * the life of the process and not just between two collections. A known set is never diverted to
 * overflow, and nothing is dropped, so sums stay exact.
 */
export class SeriesTable<C extends AnyCell> {
  readonly #limit: number;
  readonly #create: CreateCell<C>;
  readonly #cells = new Map<string, C>();
  #overflow: C | undefined;
  #overflowed = 0;

  constructor(limit: number, create: CreateCell<C>) {
    this.#limit = limit;
    this.#create = create;
  }

  /** The cell of an attribute set, made at its first use; past the limit, the overflow cell. */
  cellFor(attributes: unknown): C {
    const key = attributesKey(sanitizeAttributes(attributes));
    const known = this.#cells.get(key);
    if (known !== undefined) return known;
    // An app that asks for the overflow series by its name must not get a second one.
    const isOverflow = key === OVERFLOW_KEY || this.#cells.size >= this.#limit - 1;
    if (isOverflow) return this.#overflowCell();
    const cell = this.#create(attributesOf(key), epochMs());
    this.#cells.set(key, cell);
    return cell;
  }

  get size(): number {
    return this.#cells.size + (this.#overflow === undefined ? 0 : 1);
  }

  /** Measurements that the overflow cell has taken. */
  get overflowed(): number {
    return this.#overflowed;
  }

  isOverflow(cell: C): boolean {
    return cell === this.#overflow;
  }

  *cells(): Generator<C> {
    yield* this.#cells.values();
    if (this.#overflow !== undefined) yield this.#overflow;
  }

  /** Forgets the cells for which `keep` is false. */
  retain(keep: (cell: C) => boolean): void {
    for (const [key, cell] of this.#cells) {
      if (!keep(cell)) this.#cells.delete(key);
    }
    if (this.#overflow !== undefined && !keep(this.#overflow)) this.#overflow = undefined;
  }

  #overflowCell(): C {
    this.#overflow ??= this.#createOverflowCell();
    return this.#overflow;
  }

  /** It may be bound, so it counts what it takes by itself; the other cells pay nothing for that. */
  #createOverflowCell(): C {
    const cell = this.#create(OVERFLOW_ATTRIBUTES, epochMs());
    const take = cell.take.bind(cell);
    cell.take = (value) => {
      this.#overflowed++;
      take(value);
    };
    return cell;
  }
}
