import type { FamilyKind } from '../../../src/store/descriptor.ts';
import type { Distribution, Family, Series } from '../../../src/store/family.ts';

export interface FakeFamily {
  readonly name: string;
  readonly kind?: FamilyKind;
  readonly unit?: string;
  readonly description?: string;
  readonly scope?: Family['scope'];
  readonly series?: readonly FakeSeries[];
}

export interface FakeSeries {
  readonly attributes?: Series['attributes'];
  readonly value?: number;
  readonly distribution?: Distribution;
}

/** A family as the store would lend it; by default a gauge with a single series of value 1. */
export function fakeFamily(fake: FakeFamily): Family {
  const { name, kind = 'gauge', unit = '', description = '', scope = { name: '' } } = fake;
  const series = (fake.series ?? [{}]).map((one) => ({
    attributes: {},
    startTimeMs: 0,
    value: 1,
    ...one,
  }));
  return {
    scope,
    descriptor: { name, description, unit, kind, integer: false, boundaries: [] },
    kind,
    series: () => series,
  };
}

/** A distribution with these counts; the last one is +Inf's. */
export function distribution(
  boundaries: readonly number[],
  counts: readonly number[],
  sum = 0,
): Distribution {
  const count = counts.reduce((total, one) => total + one, 0);
  return { boundaries, counts, count, sum, min: 0, max: 0 };
}

/** A family whose walk fails after it has lent `series` ones. */
export function failingFamily(fake: FakeFamily, series = 0): Family {
  const good = fakeFamily(fake);
  return {
    ...good,
    *series() {
      for (const one of good.series()) for (let i = 0; i < series; i++) yield one;
      throw new Error('the walk failed');
    },
  };
}
