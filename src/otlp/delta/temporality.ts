import type { TemporalityPreference } from '../../config/metrics-options.ts';
import { reportFault } from '../../foundation/guard.ts';
import type { Collection } from '../../pipeline/collection.ts';
import type { Family } from '../../store/family.ts';
import { DeltaBlock } from './block.ts';
import { DeltaFamily } from './family.ts';
import { LONGEST_ABSENCE } from './leftovers.ts';

/** Which totals are pushed as what came since they were delivered last. */
export interface Temporality {
  /** A collection as it is to be pushed, with a pause wherever the work may be put off. */
  apply(collection: Collection): Generator<void, Collection, void>;
  /**
   * What was delivered of the collection that was applied last, whole or a part of its blocks: the
   * next one begins there. What is not delivered is in the next one as well; an answer that comes when
   * that is being made is too late.
   */
  delivered(part: Collection): void;
}

/**
 * What the preference stands for (OTLP metrics exporter specification): `delta` is for everything
 * that never falls, `lowmemory` for what the app adds to itself of that. Sums that may fall, gauges
 * and summaries stay as they are.
 */
export function createTemporality(preference: TemporalityPreference): Temporality {
  if (preference === 'cumulative') return CUMULATIVE;
  return new DeltaTemporality(
    ({ kind, descriptor }) =>
      kind === 'histogram' ||
      (kind === 'counter' && (preference === 'delta' || descriptor.kind !== 'observable-counter')),
  );
}

const CUMULATIVE: Temporality = {
  // biome-ignore lint/correctness/useYield: there is nothing to do that could be put off.
  *apply(collection) {
    return collection;
  },
  delivered() {},
};

/**
 * Derives deltas from cumulative collections. A family is known by what it says of itself, since views
 * and bridges may make another object for it at each collection; several that say the same are one.
 */
class DeltaTemporality implements Temporality {
  readonly #isDelta: (family: Family) => boolean;
  readonly #families = new Map<string, DeltaFamily>();
  /** Number and time of the collection that was applied last. */
  #round = 0;
  #timeMs = 0;

  constructor(isDelta: (family: Family) => boolean) {
    this.#isDelta = isDelta;
  }

  /** Fails where another one begins meanwhile: pushes that were stopped may still be at work. */
  *apply(collection: Collection): Generator<void, Collection, void> {
    const round = ++this.#round;
    this.#timeMs = collection.timeMs;
    const applying = this.#apply(collection, round);
    for (let step = applying.next(); ; step = applying.next()) {
      if (step.done) return step.value;
      yield;
      if (round !== this.#round) throw new Error('what came is being taken for another push');
    }
  }

  *#apply(collection: Collection, round: number): Generator<void, Collection, void> {
    const { timeMs } = collection;
    const applied: Family[] = [];
    for (const [identity, sources] of this.#sourcesOf(collection)) {
      const [source] = sources;
      if (typeof identity !== 'string') {
        applied.push(source);
        continue;
      }
      const family = this.#families.get(identity) ?? new DeltaFamily(source);
      this.#families.set(identity, family);
      try {
        yield* family.update(sources, { timeMs, round });
        if (family.isShown) applied.push(family);
      } catch (error) {
        reportFault('exposition_error', `metric ${source.descriptor.name}`, error);
      }
    }
    this.#forget(round - LONGEST_ABSENCE);
    return { ...collection, families: applied };
  }

  delivered({ families, timeMs }: Collection): void {
    if (timeMs !== this.#timeMs) return;
    for (const family of families) {
      if (family.isDelta !== true) continue;
      for (const group of family.groups()) {
        for (const block of group.blocks()) {
          if (block instanceof DeltaBlock) block.delivered(timeMs);
        }
      }
    }
  }

  /** The families by who they are, in their order; those that stay as they are each by themselves. */
  #sourcesOf({ families }: Collection): Map<unknown, [Family, ...Family[]]> {
    const sources = new Map<unknown, [Family, ...Family[]]>();
    for (const family of families) {
      const identity = this.#isDelta(family) ? identityOf(family) : family;
      const known = sources.get(identity);
      if (known === undefined) sources.set(identity, [family]);
      else known.push(family);
    }
    return sources;
  }

  #forget(before: number): void {
    for (const [identity, { round }] of this.#families) {
      if (round < before) this.#families.delete(identity);
    }
  }
}

function identityOf({ scope, kind, descriptor }: Family): string {
  const { name, unit, form, kind: instrument } = descriptor;
  const { name: scopeName, version, schemaUrl } = scope;
  return JSON.stringify([scopeName, version, schemaUrl, name, unit, kind, instrument, form]);
}
