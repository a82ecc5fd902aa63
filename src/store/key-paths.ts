import type { Group } from './series-group.ts';

/** More orders of keys than a sound app has; past it they are learned anew. */
const MOST_PATHS = 2000;

const NO_ORDER = new Uint8Array(0);

/** A step on the way along an object's keys, in the order in which the app wrote them. */
export class KeyPath {
  /** Empty at first, which no key is: V8 compares texts by identity, and all else slowly. */
  #key = '';
  #child: KeyPath | undefined;
  #others: Map<string, KeyPath> | undefined;
  /** What objects with exactly these keys lead to. */
  group: Group | undefined;
  /** Where in the way each key of the group comes. */
  order = NO_ORDER;

  /** The first key that was learned costs a comparison only: most objects are written one way. */
  next(key: string): KeyPath | undefined {
    return key === this.#key ? this.#child : this.#others?.get(key);
  }

  add(key: string): KeyPath {
    const child = new KeyPath();
    if (this.#child === undefined) {
      this.#key = key;
      this.#child = child;
    } else {
      this.#others ??= new Map();
      this.#others.set(key, child);
    }
    return child;
  }
}

/** Ways from the keys of an object, unsorted, to the group that has them. A cache of a table's. */
export class KeyPaths {
  root = new KeyPath();
  #size = 1;

  /** `keys` are those of `group`, in any order. */
  learn(keys: readonly string[], group: Group): void {
    if (this.#size > MOST_PATHS) this.forget();
    let path = this.root;
    for (const key of keys) {
      let next = path.next(key);
      if (next === undefined) {
        next = path.add(key);
        this.#size++;
      }
      path = next;
    }
    if (path.group === group) return;
    path.group = group;
    path.order = Uint8Array.from(group.keys, (key) => keys.indexOf(key));
  }

  forget(): void {
    this.root = new KeyPath();
    this.#size = 1;
  }
}
