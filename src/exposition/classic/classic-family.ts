import { AGENT_SCOPE } from '../../pipeline/self-metrics.ts';
import type { Descriptor, FamilyKind, Scope } from '../../store/descriptor.ts';
import type { Family, Series, SeriesBlock, SeriesGroup } from '../../store/family.ts';
import { createKeyFilter, type KeepsKey } from '../../store/key-filter.ts';
import { ClassicBlock } from './classic-block.ts';
import { type Columns, columnsOf } from './columns.ts';
import type { ClassicMetric } from './table.ts';

/**
 * A family of the store as a classic metric shows it. Nothing is copied: its groups and blocks stand
 * for the family's own, each the same object for as long as its own is, so that writers can keep by
 * them what they have written.
 */
export class ClassicFamily implements Family {
  readonly scope: Scope;
  readonly descriptor: Descriptor;
  readonly kind: FamilyKind;
  readonly addsUp = true;
  readonly #metric: ClassicMetric;
  readonly #family: Family;
  readonly #tells: KeepsKey;
  /** By a group's keys. */
  readonly #columns = new WeakMap<readonly string[], { readonly columns: Columns | undefined }>();
  readonly #blocks = new WeakMap<SeriesBlock, ClassicBlock>();

  constructor(metric: ClassicMetric, family: Family) {
    this.#metric = metric;
    this.#family = family;
    this.#tells = absencesOf(family);
    this.scope = family.scope;
    this.kind = kindOf(metric);
    this.descriptor = descriptorOf(metric, family);
  }

  *groups(): Generator<SeriesGroup> {
    for (const group of this.#family.groups()) {
      const columns = this.#columnsOf(group);
      if (columns !== undefined) yield this.#groupOf(group, columns);
    }
  }

  *series(): Generator<Series> {
    for (const group of this.groups()) {
      for (const block of group.blocks()) yield* block.series();
    }
  }

  #groupOf(group: SeriesGroup, columns: Columns): SeriesGroup {
    const blockOf = (block: SeriesBlock) => this.#blockOf(block, columns);
    return {
      keys: columns.labels,
      get textsDiffer() {
        return columns.saysAll && group.textsDiffer;
      },
      *blocks() {
        for (const block of group.blocks()) yield blockOf(block);
      },
    };
  }

  #columnsOf({ keys }: SeriesGroup): Columns | undefined {
    let known = this.#columns.get(keys);
    if (known === undefined) {
      known = { columns: columnsOf(this.#metric, keys, this.#tells) };
      this.#columns.set(keys, known);
    }
    return known.columns;
  }

  #blockOf(block: SeriesBlock, columns: Columns): ClassicBlock {
    let known = this.#blocks.get(block);
    if (known === undefined) {
      known = new ClassicBlock(block, { metric: this.#metric, columns });
      this.#blocks.set(block, known);
    }
    return known;
  }
}

/**
 * The keys of which a missing one says something: no rule keeps them away, and the agent's own
 * observers set them wherever they can. OpenTelemetry's package for pg knows no `error.type` of
 * rejected promises.
 */
function absencesOf({ scope, descriptor }: Family): KeepsKey {
  if (scope.name !== AGENT_SCOPE) return () => false;
  return createKeyFilter(descriptor.rule?.attributes ?? {});
}

/** A sum of gauges is one that may fall: writers add up its series, where of gauges they take one. */
function kindOf({ of, counts, sums }: ClassicMetric): FamilyKind {
  if (counts) return 'counter';
  return sums && of === 'gauge' ? 'up-down-counter' : of;
}

/**
 * The whole name and the unit that it says already: every translation leads there. The scope is not
 * said, since prom-client's users have no such label.
 */
function descriptorOf(metric: ClassicMetric, { descriptor }: Family): Descriptor {
  const { name, unit, help } = metric;
  const kind = kindOf(metric);
  return {
    ...descriptor,
    name,
    kind: kind === metric.of ? descriptor.kind : kind,
    unit: unit ?? (metric.counts ? '' : descriptor.unit),
    description: help ?? descriptor.description,
    boundaries: metric.counts ? [] : descriptor.boundaries,
    showsScope: false,
  };
}
