import { epochMs } from '../foundation/clock.ts';
import type { Exemplar } from './family.ts';

/** What a measurement was made in: all that is asked of the API's `Context`. */
export interface MeasurementContext {
  getValue(key: symbol): unknown;
}

export type SpanIds = Pick<Exemplar, 'traceId' | 'spanId'>;

/**
 * The ids that an exemplar made in this context is to show, or in the active one where none is given;
 * empty ones outside of any span. `undefined` where the measurement is not to be an exemplar.
 */
export type FindIds = (context: MeasurementContext | undefined) => SpanIds | undefined;

/** Goes on with each collection. */
interface Rounds {
  readonly now: number;
}

/**
 * A tenth of what a Prometheus server keeps by default for all its targets (`max_exemplars`); with
 * their ids some 2.5 megabytes.
 */
const MOST_EXEMPLARS = 10_000;

/** Chooses exemplars for all series of a store, and bounds their number. */
export class ExemplarSampler {
  /** Whether any measurement may become one: without a tracer a measurement looks at this alone. */
  isOn = false;
  findIds: FindIds = () => undefined;
  readonly #rounds: Rounds;
  readonly #limit: number;
  /** The oldest first. */
  readonly #kept = new Set<KeptExemplar>();
  #isFinding = false;

  constructor(rounds: Rounds, limit = MOST_EXEMPLARS) {
    this.#rounds = rounds;
    this.#limit = limit;
  }

  get round(): number {
    return this.#rounds.now;
  }

  /** Exemplars that are kept now. */
  get size(): number {
    return this.#kept.size;
  }

  /** Whether there is room for one more, or an older one whose room it can have. */
  get hasRoom(): boolean {
    return this.#kept.size < this.#limit || this.#oldest !== undefined;
  }

  keep(exemplar: KeptExemplar): void {
    if (this.#kept.size >= this.#limit) this.#oldest?.drop();
    this.#kept.add(exemplar);
  }

  letGo(exemplar: KeptExemplar): void {
    this.#kept.delete(exemplar);
  }

  /** The one that was made first, if that was before the last collection: a reader has seen it. */
  get #oldest(): KeptExemplar | undefined {
    const [oldest] = this.#kept;
    return oldest !== undefined && oldest.round < this.round ? oldest : undefined;
  }

  /** As `FindIds`. The app's code runs here; what it measures meanwhile makes no exemplars. */
  idsIn(context: MeasurementContext | undefined): SpanIds | undefined {
    if (this.#isFinding) return undefined;
    this.#isFinding = true;
    try {
      return this.findIds(context);
    } finally {
      this.#isFinding = false;
    }
  }
}

/** Of instruments that have no exemplars. */
export const NO_SAMPLING = new ExemplarSampler({ now: 0 }, 0);

/** The same array for all that have none. */
export const NO_EXEMPLARS: readonly Exemplar[] = Object.freeze([]);

interface KeptExemplar extends Exemplar {
  /** The round in which it was made. */
  readonly round: number;
  /** Makes room for another one. */
  drop(): void;
}

/** What the exemplars of a row are told apart by. */
export interface SlotLayout {
  readonly slots: number;
  /** Buckets that readers know; slots beyond the last one belong to it. */
  readonly buckets: number;
}

/** A measurement that may become an exemplar. */
export interface Candidate {
  readonly value: number;
  readonly context: MeasurementContext | undefined;
}

/**
 * The exemplars of some rows. Each row has as many slots as it has buckets, or a few for magnitudes.
 * A slot takes the first fitting measurement after each collection and keeps it until there is
 * another one, whoever collects: so a span is looked up once for a slot and a collection, however
 * much is measured.
 */
export class ExemplarSlots {
  readonly #sampler: ExemplarSampler;
  readonly #slots: number;
  readonly #lastBucket: number;
  /** By row and slot; most have none, so it is no array. */
  readonly #kept = new Map<number, KeptExemplar>();
  /** Rows that have ended so far. */
  #ends = 0;

  constructor(sampler: ExemplarSampler, { slots, buckets }: SlotLayout) {
    this.#sampler = sampler;
    this.#slots = slots;
    this.#lastBucket = buckets - 1;
  }

  offer(row: number, slot: number, { value, context }: Candidate): void {
    const sampler = this.#sampler;
    const place = row * this.#slots + slot;
    const { round } = sampler;
    const old = this.#kept.get(place);
    if (old?.round === round || (old === undefined && !sampler.hasRoom)) return;
    const ends = this.#ends;
    const ids = sampler.idsIn(context);
    // The app's code has run: the row may have ended, and be another's.
    if (ids === undefined || ends !== this.#ends) return;
    const bucket = Math.min(slot, this.#lastBucket);
    const drop = () => this.#drop(place);
    this.#drop(place);
    const exemplar: KeptExemplar = { bucket, value, timeMs: epochMs(), ...ids, round, drop };
    sampler.keep(exemplar);
    this.#kept.set(place, exemplar);
  }

  /** By bucket, then by time. */
  of(row: number): readonly Exemplar[] {
    if (this.#kept.size === 0) return NO_EXEMPLARS;
    const found: Exemplar[] = [];
    for (let slot = 0; slot < this.#slots; slot++) {
      const exemplar = this.#kept.get(row * this.#slots + slot);
      if (exemplar !== undefined) found.push(exemplar);
    }
    if (found.length === 0) return NO_EXEMPLARS;
    return found.sort((one, other) => one.bucket - other.bucket || one.timeMs - other.timeMs);
  }

  end(row: number): void {
    this.#ends++;
    if (this.#kept.size === 0) return;
    for (let slot = 0; slot < this.#slots; slot++) this.#drop(row * this.#slots + slot);
  }

  #drop(place: number): void {
    const exemplar = this.#kept.get(place);
    if (exemplar === undefined) return;
    this.#kept.delete(place);
    this.#sampler.letGo(exemplar);
  }
}
