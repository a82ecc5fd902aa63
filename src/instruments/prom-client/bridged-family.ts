import type { Descriptor, Scope } from '../../store/descriptor.ts';
import type { Family, Series, SeriesGroup } from '../../store/family.ts';
import { BridgedGroup } from './bridged-group.ts';
import type { PromLabels } from './library.ts';
import type { Point, PromKind } from './points.ts';

/** Who has made them, for exporters; on the page no label says so. */
const PROM_CLIENT_SCOPE: Scope = { name: 'prom-client' };

/**
 * A metric of the app's library. It is the same object from collection to collection, and so are the
 * keys of its groups, by which writers know names and labels; its series are those of the last one.
 */
export class BridgedFamily implements Family {
  readonly scope = PROM_CLIENT_SCOPE;
  readonly kind: PromKind;
  readonly descriptor: Descriptor;
  #groups: ReadonlyMap<string, BridgedGroup> = new Map();

  constructor(kind: PromKind, descriptor: Descriptor) {
    this.kind = kind;
    this.descriptor = descriptor;
  }

  groups(): Iterable<SeriesGroup> {
    return this.#groups.values();
  }

  *series(): Generator<Series> {
    for (const group of this.#groups.values()) yield* group.series;
  }

  /** Takes the series of a collection. Yields where the caller may pause. */
  *replace(points: readonly Point[], defaultLabels: PromLabels): Generator<undefined, void, void> {
    const groups = new Map<string, BridgedGroup>();
    // By the names in the order in which the app gives them, so that sorting is rare.
    const byNames = new Map<string, BridgedGroup>();
    for (const point of points) {
      const names = Object.keys(point.labels);
      const order = names.join();
      let group = byNames.get(order);
      if (group === undefined) {
        group = this.#groupOf(names, defaultLabels, groups);
        byNames.set(order, group);
      }
      group.add(point);
      yield;
    }
    this.#groups = groups;
  }

  #groupOf(
    names: readonly string[],
    defaultLabels: PromLabels,
    groups: Map<string, BridgedGroup>,
  ): BridgedGroup {
    const keys = [...new Set([...names, ...Object.keys(defaultLabels)])].sort();
    const key = keys.join();
    const known = groups.get(key);
    if (known !== undefined) return known;
    const group = new BridgedGroup(this.#groups.get(key)?.keys ?? keys, defaultLabels);
    groups.set(key, group);
    return group;
  }
}
