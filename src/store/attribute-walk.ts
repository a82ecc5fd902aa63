import { isStoredAsIs, MOST_ATTRIBUTES } from './attributes.ts';
import type { Interner } from './interner.ts';
import type { KeepsKey } from './key-filter.ts';
import { KeyPaths } from './key-paths.ts';
import type { Group } from './series-group.ts';

/** Nothing was found this way. */
const NOT_FOUND = -1;
/** There is nothing: the values can be stored as they are, and no series has them. */
export const NO_SUCH_SERIES = -2;

/** As V8 makes nothing of it within `for in`, which `Object.hasOwn` is not. */
const { hasOwnProperty: isOwn } = Object.prototype;

/** Numbers of the values at hand, in the order in which the app wrote them. */
const numbers = new Int32Array(MOST_ATTRIBUTES);
/** Walks under way: one at most, since a getter that measures would take the numbers away. */
let walks = 0;

/**
 * The walk along an app's object: its keys lead to the group that has them, in whatever order, and
 * its values, which are interned, to a series in there. Nothing is sorted, copied or turned to text.
 */
export class AttributeWalk {
  readonly #interner: Interner;
  readonly #keeps: KeepsKey | undefined;
  readonly #paths = new KeyPaths();
  /** Where the last slot was found. */
  group: Group | undefined;

  /** `keeps`: which keys series have; all where it is not said. */
  constructor(interner: Interner, keeps?: KeepsKey) {
    this.#interner = interner;
    this.#keeps = keeps;
  }

  /** The slot in `group`, or why there is none. Never throws. */
  find(attributes: object): number {
    if (walks > 0) return NOT_FOUND;
    walks = 1;
    let slot = NOT_FOUND;
    try {
      slot = this.#walk(attributes as Record<string, unknown>);
    } catch {
      // What throws is looked at on the long way.
    }
    walks = 0;
    return slot;
  }

  /** The way along an object with these keys, as the app wrote them, if all of them were kept. */
  learn(keys: readonly string[], group: Group): void {
    const kept = this.#keeps === undefined ? keys : keys.filter(this.#keeps);
    if (kept.length !== group.keys.length) return;
    if (kept.every((key) => group.keys.includes(key))) this.#paths.learn(kept, group);
  }

  /** Has to be called when a group has ended. */
  forget(): void {
    this.#paths.forget();
    this.group = undefined;
  }

  #leavesOut(key: string): boolean {
    return this.#keeps !== undefined && !this.#keeps(key);
  }

  #walk(attributes: Record<string, unknown>): number {
    const interner = this.#interner;
    const { releases } = interner;
    let path = this.#paths.root;
    let count = 0;
    for (const key in attributes) {
      const next = path.next(key);
      // Looked at only here, so that a table without lists pays nothing for them.
      if (next === undefined && this.#leavesOut(key)) continue;
      if (next === undefined || !isOwn.call(attributes, key)) return NOT_FOUND;
      const value = attributes[key];
      const number = interner.find(value);
      if (number === undefined) return isStoredAsIs(value) ? NO_SUCH_SERIES : NOT_FOUND;
      // Of `number` alone V8 would make a floating-point number on the way.
      numbers[count++] = number | 0;
      path = next;
    }
    const { group } = path;
    // What a getter let go of may mean something else by now.
    if (group === undefined || releases !== interner.releases) return NOT_FOUND;
    this.group = group;
    const slot = group.find(numbers, path.order);
    return slot < 0 ? NO_SUCH_SERIES : slot;
  }
}
