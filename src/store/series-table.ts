import { epochMs } from '../foundation/clock.ts';
import { assertStackIsLeft } from '../foundation/stack.ts';
import { keysOf, signatureOf } from './attribute-keys.ts';
import { AttributeWalk, NO_SUCH_SERIES } from './attribute-walk.ts';
import { MOST_ATTRIBUTES, sanitizeAttributes } from './attributes.ts';
import { type Binder, BoundSeries } from './bound-series.ts';
import { type ExemplarSampler, type MeasurementContext, NO_SAMPLING } from './exemplars.ts';
import type { StoredAttributes } from './family.ts';
import { FrozenAttributes } from './frozen-attributes.ts';
import type { Intake } from './intake.ts';
import type { KeepsKey } from './key-filter.ts';
import { OVERFLOW_KEY } from './overflow.ts';
import { NOWHERE, type Place } from './place.ts';
import type { Rows } from './rows.ts';
import type { SeriesBudget } from './series-budget.ts';
import { Group, type GroupOptions } from './series-group.ts';

/** The attribute set of the series that takes what the limits keep out. */
const OVERFLOW: StoredAttributes = Object.freeze({ [OVERFLOW_KEY]: true });
const OVERFLOW_SIGNATURE = signatureOf(OVERFLOW);

const LOOKS_WITHOUT_PAUSE = 100;

/** Numbers of a sorted set's values: it is searched for also while an object is walked along. */
const sortedNumbers = new Int32Array(MOST_ATTRIBUTES);
/** The order of those. */
const SORTED = Uint8Array.from({ length: MOST_ATTRIBUTES }, (_, index) => index);

export interface TableOptions extends GroupOptions {
  /** Most series, the overflow series among them. */
  readonly limit: number;
  readonly budget: SeriesBudget;
  /** Which attribute keys series have; all where it is not said. */
  readonly keeps?: KeepsKey | undefined;
  /** What becomes of a set that passes for the first time; it is kept as it is where nothing is said. */
  readonly intake?: Intake | undefined;
  /** Makes rows for the overflow series, which is many sets in one, where they are others. */
  readonly createOverflowRows?: GroupOptions['createRows'] | undefined;
  /** Told when the overflow series begins, and by which of the limits. */
  readonly onOverflow?: ((by: 'limit' | 'budget') => void) | undefined;
}

/** Says of a row whether its series is to end. */
export type IsOver = (rows: Rows, row: number) => boolean;

/**
 * The series of an instrument: attribute sets to rows, bounded, for the life of the process and not
 * just between two collections. A known set is never diverted to overflow, and nothing is dropped,
 * so sums stay exact.
 *
 * A set that is known is found by an `AttributeWalk` or by the object itself; what is new or odd goes
 * the long way, through `sanitizeAttributes`.
 */
export class SeriesTable implements Binder, Place {
  readonly #options: TableOptions;
  readonly sampler: ExemplarSampler;
  readonly #groups = new Map<string, Group>();
  readonly #walk: AttributeWalk;
  readonly #frozen = new FrozenAttributes<BoundSeries>();
  /** The series without attributes. */
  #bare: BoundSeries | undefined;
  #size = 0;
  #overflow: Group | undefined;
  #overflowed = 0;
  /** Where the last slot was that was looked for the long way. */
  #group: Group | undefined;
  /** What was located last. */
  #rows: Rows | undefined;
  #row = 0;

  constructor(options: TableOptions) {
    this.#options = options;
    this.sampler = options.sampler ?? NO_SAMPLING;
    this.#walk = new AttributeWalk(options.interner, options.keeps);
  }

  get size(): number {
    return this.#size;
  }

  /** Measurements that the overflow series has taken. */
  get overflowed(): number {
    return this.#overflowed;
  }

  get isFull(): boolean {
    const others = this.#size - (this.#overflow === undefined ? 0 : 1);
    return others >= this.#options.limit - 1 || this.#options.budget.isSpent;
  }

  groups(): Iterable<Group> {
    return this.#groups.values();
  }

  /**
   * The place of a measurement with these attributes, good until the next one. Takes anything and
   * never throws; a series that is not there yet begins, past the limits it is the overflow series.
   */
  locate(attributes: unknown): Place {
    if (attributes === undefined || attributes === null) return this.#locateBare(attributes);
    if (typeof attributes !== 'object') return this.#placeSanitized(attributes);
    const known = this.#frozen.find(attributes);
    if (known !== undefined) return known.place();
    if (this.#frozen.isDue(attributes)) this.#frozen.keep(attributes, this.bind(attributes));
    const slot = this.#walk.find(attributes);
    return slot >= 0
      ? this.#placeAt(this.#walk.group as Group, slot)
      : this.#placeNew(attributes, slot);
  }

  /** Into what was located last. */
  take(amount: number): void {
    (this.#rows as Rows).take(this.#row, amount);
  }

  shift(amount: number): void {
    (this.#rows as Rows).shift(this.#row, amount);
  }

  offer(amount: number, context: MeasurementContext | undefined): void {
    this.#rows?.offer(this.#row, amount, context);
  }

  /** A series for many measurements, begun at once if there is room. */
  bind(attributes: unknown): BoundSeries {
    const own = this.#sanitize(attributes);
    const slot = this.#locateSanitized(own);
    const known = slot < 0 ? undefined : this.#group?.holderOf(slot);
    if (known !== undefined) return known as BoundSeries;
    const series = new BoundSeries(own, this);
    this.#hold(slot, series);
    return series;
  }

  attach(series: BoundSeries): Place {
    const { budget } = this.#options;
    // Nothing has come or gone since it was kept out: then it still is.
    if (series.keptOutAt === budget.changes) return this.#placeCounted(this.#divert());
    const slot = this.#locateSanitized(series.attributes);
    this.#hold(slot, series);
    return this.#placeCounted(slot);
  }

  /** Ends a series; false where there is none. */
  remove(attributes: unknown): boolean {
    const own = this.#admit(this.#sanitize(attributes));
    if (own === undefined) return false;
    const group = this.#groups.get(signatureOf(own));
    if (group === undefined) return false;
    const slot = this.#findIn(group, own);
    if (slot < 0) return false;
    this.#end(group, slot);
    return true;
  }

  /** Ends the series for which `isOver` is true. */
  removeIf(isOver: IsOver): void {
    const removing = this.removing(isOver);
    while (removing.next().done !== true);
  }

  /** The same, with a pause wherever the work may be put off. */
  *removing(isOver: IsOver): Generator<void, void, void> {
    let looks = 0;
    for (const group of this.#groups.values()) {
      for (const slot of group.slots()) {
        if (isOver(group.blockOf(slot).rows, group.rowOf(slot))) this.#end(group, slot);
        if (++looks % LOOKS_WITHOUT_PAUSE === 0) yield;
      }
    }
  }

  /** `null` is no attributes, but a fault each time. */
  #locateBare(attributes: undefined | null): Place {
    if (attributes === null) return this.#placeSanitized(attributes);
    if (this.#bare === undefined) {
      if (this.#admit({}) === undefined) return NOWHERE;
      this.#bare = this.bind(attributes);
    }
    return this.#bare.place();
  }

  /** What the walk has not found, for the reason that it gave. */
  #placeNew(attributes: object, reason: number): Place {
    // And none may begin: then nothing more has to be looked at, but what an intake makes of the set.
    return reason === NO_SUCH_SERIES && this.isFull && this.#options.intake === undefined
      ? this.#placeCounted(this.#divert())
      : this.#placeSanitized(attributes);
  }

  #placeSanitized(attributes: unknown): Place {
    return this.#placeCounted(this.#locateSanitized(attributes));
  }

  /** In `#group`; no other way leads to the overflow series. */
  #placeCounted(slot: number): Place {
    if (slot < 0) return NOWHERE;
    const group = this.#group as Group;
    if (group === this.#overflow) this.#overflowed++;
    return this.#placeAt(group, slot);
  }

  #placeAt(group: Group, slot: number): Place {
    this.#rows = group.blockOf(slot).rows;
    this.#row = group.rowOf(slot);
    return this;
  }

  #hold(slot: number, series: BoundSeries): void {
    if (slot < 0) return;
    const group = this.#group as Group;
    if (group === this.#overflow) {
      series.keptOutAt = this.#options.budget.changes;
      return;
    }
    series.takeHold(group.blockOf(slot).rows, group.rowOf(slot));
    group.hold(slot, series);
  }

  /** A slot in `#group`; -1 where the set is refused. */
  #locateSanitized(attributes: unknown): number {
    assertStackIsLeft();
    // First of all: a proxy that is asked for them may measure or remove something.
    const keys = keysOf(attributes);
    const own = this.#admit(this.#sanitize(attributes));
    if (own === undefined) return -1;
    const signature = signatureOf(own);
    const known = this.#groups.get(signature);
    const slot = known === undefined ? -1 : this.#findIn(known, own);
    this.#group = known;
    if (slot < 0 && (this.isFull || signature === OVERFLOW_SIGNATURE)) return this.#divert();
    const group = known ?? this.#newGroup(signature, own);
    // An app that names the overflow series itself is not to pass by where it is counted.
    if (group !== this.#overflow) this.#walk.learn(keys, group);
    return slot < 0 ? this.#begin(group, own) : slot;
  }

  #sanitize(attributes: unknown): StoredAttributes {
    return sanitizeAttributes(attributes, this.#options.keeps);
  }

  #admit(own: StoredAttributes): StoredAttributes | undefined {
    const { intake } = this.#options;
    return intake === undefined ? own : intake(own);
  }

  #findIn(group: Group, own: StoredAttributes): number {
    let count = 0;
    for (const value of Object.values(own)) {
      const number = this.#options.interner.find(value);
      if (number === undefined) return -1;
      sortedNumbers[count++] = number;
    }
    return group.find(sortedNumbers, SORTED);
  }

  #begin(group: Group, own: StoredAttributes): number {
    this.#group = group;
    this.#size++;
    if (group !== this.#overflow) this.#options.budget.take();
    return group.begin(Object.values(own), epochMs());
  }

  /** The overflow series, which is beyond the limits and begins when it is needed. */
  #divert(): number {
    if (this.#overflow === undefined) {
      assertStackIsLeft();
      const { budget, onOverflow, createOverflowRows } = this.#options;
      const by = budget.isSpent ? 'budget' : 'limit';
      this.#overflow = this.#newGroup(OVERFLOW_SIGNATURE, OVERFLOW, createOverflowRows);
      this.#begin(this.#overflow, OVERFLOW);
      onOverflow?.(by);
    }
    this.#group = this.#overflow;
    return 0;
  }

  #end(group: Group, slot: number): void {
    assertStackIsLeft();
    group.end(slot);
    this.#size--;
    if (group !== this.#overflow) this.#options.budget.giveBack();
    if (group.size > 0) return;
    this.#groups.delete(JSON.stringify(group.keys));
    this.#walk.forget();
    this.#group = undefined;
    if (group === this.#overflow) this.#overflow = undefined;
  }

  #newGroup(
    signature: string,
    own: StoredAttributes,
    createRows = this.#options.createRows,
  ): Group {
    const group = new Group(Object.keys(own), { ...this.#options, createRows });
    this.#groups.set(signature, group);
    return group;
  }
}
