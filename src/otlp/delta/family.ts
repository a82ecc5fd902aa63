import type { Descriptor, FamilyKind, Scope } from '../../store/descriptor.ts';
import type { Family, Series, SeriesBlock, SeriesGroup } from '../../store/family.ts';
import { DeltaBlock } from './block.ts';
import { Leftovers } from './leftovers.ts';
import { DeltaSeries } from './series.ts';

/** The moment of a collection. */
export interface Moment {
  readonly timeMs: number;
  /** The collection's number. */
  readonly round: number;
}

/**
 * A family as what came since it was delivered last. Its blocks stand for those of its sources, each
 * the same object for as long as its own is; series without change are not in them.
 *
 * What a series had not delivered when it ended is gone with it, and so is all that is known of it. Of
 * observable counters it is kept for a while: a callback that fails once ends all its series, and they
 * come back with the totals that they would have had.
 */
export class DeltaFamily implements Family {
  readonly isDelta = true;
  readonly kind: FamilyKind;
  scope: Scope;
  descriptor: Descriptor;
  addsUp: boolean;
  /** The number of the collection in which it was last. */
  round = 0;
  #blocks = new Map<SeriesBlock, DeltaBlock>();
  #groups: readonly SeriesGroup[] = [];
  #absent = new Leftovers();
  /** The time of the last collection, if it was entered. */
  #timeMs: number | undefined;

  constructor({ kind, scope, descriptor, addsUp = false }: Family) {
    this.kind = kind;
    this.scope = scope;
    this.descriptor = descriptor;
    this.addsUp = addsUp;
  }

  get isShown(): boolean {
    return this.#groups.length > 0;
  }

  groups(): Iterable<SeriesGroup> {
    return this.#groups;
  }

  *series(): Generator<Series> {
    for (const group of this.#groups) {
      for (const block of group.blocks()) yield* block.series();
    }
  }

  /** Takes the totals of its sources. Nothing is entered where one of them throws or it is abandoned. */
  *update(sources: readonly [Family, ...Family[]], moment: Moment): Generator<void, void, void> {
    const { scope, descriptor, addsUp = false } = sources[0];
    this.#settle();
    const walked = sources.flatMap((source) => [...source.groups()].map(walkedGroup));
    const absent = yield* this.#leftOver(walked, moment.round);
    const known = new Map<SeriesBlock, DeltaBlock>();
    const groups: SeriesGroup[] = [];
    for (const { group, blocks } of walked) {
      const { keys, textsDiffer } = group;
      const shown: DeltaBlock[] = [];
      const begin = (series: Series) => this.#claim(absent, keys, series);
      for (const source of blocks) {
        const block = this.#blocks.get(source) ?? new DeltaBlock();
        if (block.isOther(source)) absent.add(block.leave(), moment.round);
        block.update(source, { timeMs: moment.timeMs, begin });
        known.set(source, block);
        if (block.size > 0) shown.push(block);
        yield;
      }
      if (shown.length > 0) groups.push({ keys, textsDiffer, blocks: () => shown });
    }
    Object.assign(this, { scope, descriptor, addsUp, round: moment.round });
    this.#timeMs = moment.timeMs;
    this.#blocks = known;
    this.#groups = groups;
    this.#absent = this.#returns ? absent : new Leftovers();
  }

  /** Whatever was taken of the last collection is one interval's: so is what had nothing to be taken. */
  #settle(): void {
    const blocks = [...this.#blocks.values()];
    const timeMs = this.#timeMs;
    this.#timeMs = undefined;
    if (timeMs === undefined || blocks.some(({ size }) => size > 0)) return;
    for (const block of blocks) block.settled(timeMs);
  }

  /** What was there and is not where it was. */
  *#leftOver(walked: readonly WalkedGroup[], round: number): Generator<void, Leftovers, void> {
    const current = new Set(walked.flatMap(({ blocks }) => blocks));
    const absent = new Leftovers(this.#absent, round);
    for (const [source, block] of this.#blocks) {
      // Without a layout, a series may be in any block of the next collection.
      if (current.has(source) && source.layout !== undefined) continue;
      absent.add(block.leave(), round);
      yield;
    }
    return absent;
  }

  #claim(absent: Leftovers, keys: readonly string[], series: Series): DeltaSeries {
    const fresh = new DeltaSeries(keys, series, this.#returns);
    return absent.claim(fresh.key) ?? fresh;
  }

  /** Whether what begins under the same attributes goes on with the totals that it had. */
  get #returns(): boolean {
    return this.descriptor.kind === 'observable-counter';
  }
}

interface WalkedGroup {
  readonly group: SeriesGroup;
  readonly blocks: readonly SeriesBlock[];
}

/** A bridged group makes other blocks each time it is asked for them. */
function walkedGroup(group: SeriesGroup): WalkedGroup {
  return { group, blocks: [...group.blocks()] };
}
