import type { Descriptor } from '../../../src/store/descriptor.ts';
import type { ExemplarSampler } from '../../../src/store/exemplars.ts';
import type { StoredAttributes } from '../../../src/store/family.ts';
import type { Intake } from '../../../src/store/intake.ts';
import { Interner } from '../../../src/store/interner.ts';
import type { KeepsKey } from '../../../src/store/key-filter.ts';
import { rowsOf } from '../../../src/store/kinds-of-rows.ts';
import type { Ticker } from '../../../src/store/rows.ts';
import { SeriesBudget } from '../../../src/store/series-budget.ts';
import { SeriesTable } from '../../../src/store/series-table.ts';

export interface NewTable {
  readonly kind?: Descriptor['kind'];
  readonly boundaries?: readonly number[];
  readonly limit?: number;
  readonly budget?: SeriesBudget;
  readonly interner?: Interner;
  readonly ticker?: Ticker;
  readonly sampler?: ExemplarSampler;
  readonly keeps?: KeepsKey;
  readonly intake?: Intake;
  readonly onOverflow?: () => void;
}

export function descriptorOf(change: Partial<Descriptor> = {}): Descriptor {
  const plain = { description: '', unit: '', integer: false, boundaries: [1] };
  const form = { form: 'classic', showsScope: true } as const;
  return { name: 'x', kind: 'counter', ...plain, ...form, ...change };
}

/** A table of its own, with room for a hundred series where nothing else is said. */
export function newTable({ kind, boundaries, ...options }: NewTable = {}): SeriesTable {
  const descriptor = descriptorOf({ ...(kind && { kind }), ...(boundaries && { boundaries }) });
  return new SeriesTable({
    ...rowsOf(descriptor),
    limit: 100,
    budget: new SeriesBudget(1_000_000),
    interner: new Interner(),
    ...options,
  });
}

export type Shown = [attributes: Record<string, unknown>, value: number];

/** The series of a table as readers see them, in their order. */
export function shownBy(table: SeriesTable): Shown[] {
  return seriesOf(table).map(({ attributes, value }) => [{ ...attributes }, value]);
}

export function attributesIn(table: SeriesTable): StoredAttributes[] {
  return shownBy(table).map(([attributes]) => attributes as StoredAttributes);
}

export function totalOf(table: SeriesTable): number {
  return shownBy(table).reduce((sum, [, value]) => sum + value, 0);
}

export function seriesOf(table: SeriesTable) {
  return [...table.groups()].flatMap((group) =>
    [...group.blocks()].flatMap((block) => [...block.series()]),
  );
}
