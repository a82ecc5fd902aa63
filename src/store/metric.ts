import { type AmountRule, amountRuleOf } from './amounts.ts';
import { type Descriptor, type FamilyKind, familyKindOf, type Scope } from './descriptor.ts';
import type { Family, Series } from './family.ts';
import type { Group } from './series-group.ts';
import type { SeriesTable } from './series-table.ts';

/** One instrument's series. Instruments of the same name, kind and unit in one scope share it. */
export class Metric implements Family {
  readonly scope: Scope;
  readonly descriptor: Descriptor;
  readonly kind: FamilyKind;
  /** What it takes as a measurement. */
  readonly amounts: AmountRule;
  readonly table: SeriesTable;

  constructor(scope: Scope, descriptor: Descriptor, table: SeriesTable) {
    this.scope = scope;
    this.descriptor = descriptor;
    this.kind = familyKindOf(descriptor.kind);
    this.amounts = amountRuleOf(descriptor);
    this.table = table;
  }

  groups(): Iterable<Group> {
    return this.table.groups();
  }

  *series(): Generator<Series> {
    for (const group of this.groups()) {
      for (const block of group.blocks()) yield* block.series();
    }
  }
}
