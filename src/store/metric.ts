import { type AnyCell, CounterCell, GaugeCell, HistogramCell, UpDownCell } from './cells.ts';
import { type Descriptor, type FamilyKind, familyKindOf, type Scope } from './descriptor.ts';
import type { Family, Series } from './family.ts';
import { type CreateCell, SeriesTable } from './series-table.ts';

/** One instrument's series. Instruments of the same name, kind and unit in one scope share it. */
export class Metric<C extends AnyCell = AnyCell> implements Family {
  readonly scope: Scope;
  readonly descriptor: Descriptor;
  readonly kind: FamilyKind;
  readonly table: SeriesTable<C>;

  constructor(scope: Scope, descriptor: Descriptor, table: SeriesTable<C>) {
    this.scope = scope;
    this.descriptor = descriptor;
    this.kind = familyKindOf(descriptor.kind);
    this.table = table;
  }

  series(): Iterable<Series> {
    return this.table.cells();
  }
}

export function createMetric(scope: Scope, descriptor: Descriptor, limit: number): Metric {
  return new Metric(scope, descriptor, new SeriesTable(limit, cellMaker(descriptor)));
}

function cellMaker(descriptor: Descriptor): CreateCell<AnyCell> {
  switch (descriptor.kind) {
    case 'counter':
      return (attributes, start) => new CounterCell(attributes, start);
    case 'up-down-counter':
      return (attributes, start) => new UpDownCell(attributes, start);
    case 'histogram':
      return (attributes, start) => new HistogramCell(attributes, start, descriptor.boundaries);
    default:
      // Observables are told whole values, whatever they count.
      return (attributes, start) => new GaugeCell(attributes, start);
  }
}
