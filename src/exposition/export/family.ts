import type { Descriptor, FamilyKind, Scope } from '../../store/descriptor.ts';
import type { Family, Series, SeriesGroup } from '../../store/family.ts';
import { FamilyParts } from '../family-parts.ts';
import type { PageOptions } from '../group.ts';
import type { ExportTerms } from './terms.ts';

interface ExportedFamilyOptions {
  readonly family: Family;
  readonly terms: ExportTerms;
  readonly options: Pick<PageOptions, 'naming' | 'constants' | 'report'>;
}

/**
 * A family under the terms of a push: the same object from push to push, with the groups of its
 * source, or where some of their series were added up, with what the last push made of them.
 */
export class ExportedFamily implements Family {
  readonly scope: Scope;
  readonly descriptor: Descriptor;
  readonly kind: FamilyKind;
  /** Whether sums of its series are meant. */
  readonly addsUp: boolean;
  /** All series of its source. */
  readonly parts: FamilyParts;
  readonly #source: Family;
  #groups: readonly SeriesGroup[] | undefined;

  constructor({ family, terms, options }: ExportedFamilyOptions) {
    const { scope, descriptor, kind } = terms;
    this.scope = scope;
    this.descriptor = descriptor;
    this.kind = kind;
    this.addsUp = family.addsUp === true;
    this.parts = new FamilyParts(
      { ...terms, groups: () => family.groups(), series: () => family.series() },
      options,
    );
    this.#source = family;
  }

  groups(): Iterable<SeriesGroup> {
    return this.#groups ?? this.#source.groups();
  }

  *series(): Generator<Series> {
    for (const group of this.groups()) {
      for (const block of group.blocks()) yield* block.series();
    }
  }

  /** Has these groups until it is told others; those of its source where there are none. */
  show(groups: readonly SeriesGroup[] | undefined): void {
    this.#groups = groups;
  }
}
