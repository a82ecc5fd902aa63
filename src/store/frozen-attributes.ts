import { areStoredAsIs } from './attributes.ts';

/**
 * Whether an object is frozen is looked up once in so many measurements: that costs as much. A prime,
 * so that an app which measures in turns comes to look at each of its objects.
 */
const LOOK_EVERY = 257;

/**
 * What is known of attribute objects that cannot change any more, by the object itself. Others are
 * never kept: an app may write into one and pass it again.
 */
export class FrozenAttributes<T> {
  #known: WeakMap<object, T> | undefined;
  #calls = 0;

  find(attributes: object): T | undefined {
    return this.#known?.get(attributes);
  }

  /** Whether it is worth while to `keep` something of this object. Never throws. */
  isDue(attributes: object): boolean {
    this.#calls = (this.#calls + 1) % LOOK_EVERY;
    return this.#calls === 0 && isFrozenData(attributes);
  }

  keep(attributes: object, thing: T): void {
    this.#known ??= new WeakMap();
    this.#known.set(attributes, thing);
  }
}

/**
 * Frozen lists and getters may still say something else the next time, what is left out has to be
 * counted each time, and a proxy may refuse.
 */
function isFrozenData(attributes: object): boolean {
  try {
    if (!Object.isFrozen(attributes)) return false;
    const properties = Object.entries(Object.getOwnPropertyDescriptors(attributes));
    return areStoredAsIs(properties.map(([key, { value }]) => [key, value]));
  } catch {
    return false;
  }
}
