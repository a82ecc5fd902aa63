/** The four kinds that are measured, and the three that callbacks observe. */
export const MEASURED = ['counter', 'upDown', 'gauge', 'histogram'] as const;
export const OBSERVED = ['observableCounter', 'observableUpDown', 'observableGauge'] as const;
export type MeasuredKind = (typeof MEASURED)[number];
export type ObservedKind = (typeof OBSERVED)[number];
export type Kind = MeasuredKind | ObservedKind;

export const BOUNDARIES = [5, 50];

/** Attributes as they are written, key by key. */
export type Entries = readonly (readonly [key: string, value: unknown])[];

/** What a series must show. */
export interface Told {
  value: number;
  readonly counts: number[];
  startTimeMs: number;
  /** The round of expiry in which it was last written. */
  round: number;
}

export interface Limits {
  readonly limit: number;
  readonly totalLimit: number;
}

/** The name of a series in the model: its attributes, of equal ones an equal text. */
export function nameOf(entries: Entries): string {
  const stored = entries.flatMap(([key, value]) => {
    const text = storedValue(value);
    return text === undefined ? [] : [[key, text] as const];
  });
  return JSON.stringify(stored.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const OVERFLOW = nameOf([['otel.metric.overflow', true]]);

function storedValue(value: unknown): string | number | boolean | undefined {
  if (typeof value === 'string') return value.slice(0, 1024);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'boolean') return value;
  return Array.isArray(value) ? JSON.stringify(value) : undefined;
}

/**
 * The store in the plainest way: a map for each instrument, from the name of a series to what it was
 * told. It says exactly which series there are, where each measurement goes, and since when.
 */
export class Model {
  readonly series = new Map<Kind, Map<string, Told>>();
  readonly #limits: Limits;
  #round = 0;
  now = 1;

  constructor(limits: Limits) {
    this.#limits = limits;
    for (const kind of [...MEASURED, ...OBSERVED]) this.series.set(kind, new Map());
  }

  of(kind: Kind): Map<string, Told> {
    return this.series.get(kind) ?? new Map();
  }

  measure(kind: MeasuredKind, name: string, value: number, times = 1): void {
    const told = this.locate(kind, name);
    told.value = kind === 'gauge' ? value : told.value + value * times;
    told.round = this.#round;
    const bucket = [...BOUNDARIES, Infinity].findIndex((bound) => value <= bound);
    told.counts[bucket] = (told.counts[bucket] ?? 0) + times;
  }

  /** The series of a measurement, begun if there is room. */
  locate(kind: Kind, name: string): Told {
    const known = this.of(kind).get(name);
    if (known !== undefined) return known;
    const isOverflow = name.startsWith('[["otel.metric.overflow",') && !name.includes('],[');
    const where = isOverflow || this.#isFull(kind) ? OVERFLOW : name;
    const told = this.of(kind).get(where) ?? {
      value: 0,
      counts: [0, 0, 0],
      startTimeMs: this.now,
      round: this.#round,
    };
    this.of(kind).set(where, told);
    return told;
  }

  remove(kind: Kind, name: string): boolean {
    return this.of(kind).delete(name);
  }

  clear(kind: Kind): void {
    this.of(kind).clear();
  }

  /** What callbacks observe in one collection; what nobody observed ends with it. */
  observe(observations: readonly (readonly [ObservedKind, string, number])[]): void {
    const seen = new Set<Told>();
    const before = new Map(
      [...this.of('observableCounter')].map(([name, { value }]) => [name, value]),
    );
    for (const [kind, name, value] of observations) {
      const told = this.locate(kind, name);
      const isSum = told === this.of(kind).get(OVERFLOW) && kind !== 'observableGauge';
      told.value = isSum && seen.has(told) ? told.value + value : value;
      seen.add(told);
    }
    for (const kind of OBSERVED) {
      for (const [name, told] of this.of(kind)) if (!seen.has(told)) this.remove(kind, name);
    }
    // What never falls has begun anew where it is less.
    for (const [name, told] of this.of('observableCounter')) {
      if (told.value < (before.get(name) ?? 0)) told.startTimeMs = this.now;
    }
  }

  endIdle(rounds: number): void {
    for (const kind of MEASURED) {
      for (const [name, { round, value }] of this.of(kind)) {
        const stays = kind === 'upDown' && value !== 0;
        if (round <= this.#round - rounds && !stays) this.remove(kind, name);
      }
    }
    this.#round++;
  }

  #isFull(kind: Kind): boolean {
    const { limit, totalLimit } = this.#limits;
    return (
      named(this.of(kind)) >= limit - 1 ||
      [...this.series.values()].map(named).reduce(add) >= totalLimit
    );
  }
}

function named(series: ReadonlyMap<string, unknown>): number {
  return series.size - (series.has(OVERFLOW) ? 1 : 0);
}

function add(one: number, other: number): number {
  return one + other;
}
