import { type FaultCause, faultCounts } from '../../../src/foundation/faults.ts';
import {
  createMeterProvider,
  type MeterProvider,
  type MeterProviderOptions,
} from '../../../src/pipeline/meter-provider.ts';
import type { Family, SummaryState } from '../../../src/store/family.ts';

/**
 * What a family shows: its series as `[attributes, value]`, a histogram's value being its counts, a
 * summary's its count, sum and quantiles.
 */
export type Reading = [attributes: Record<string, unknown>, value: number | readonly number[]];

/** A provider with room for 2000 series of an instrument, and many more in all, that stay. */
export function newProvider(
  cardinalityLimit = 2000,
  options: Partial<MeterProviderOptions> = {},
): MeterProvider {
  const room = { cardinalityLimit, totalCardinalityLimit: 100_000, seriesTtlMs: 0 };
  return createMeterProvider({ ...room, ...options });
}

export function readingsOf(families: readonly Family[], name: string): Reading[] {
  return families
    .filter(({ descriptor }) => descriptor.name === name)
    .flatMap((family) => [...family.series()])
    .map(({ attributes, value, distribution, summary }) => [
      { ...attributes },
      distribution?.counts ?? (summary ? numbersOf(summary) : value),
    ]);
}

function numbersOf({ count, sum, quantiles }: SummaryState): readonly number[] {
  return [count, sum, ...quantiles.map(({ value }) => value)];
}

/** Faults that `action` adds, by cause. */
export async function faultsDuring(
  action: () => unknown,
): Promise<Partial<Record<FaultCause, number>>> {
  const before = new Map(faultCounts());
  await action();
  const added = [...faultCounts()].map(
    ([cause, count]) => [cause, count - (before.get(cause) ?? 0)] as const,
  );
  return Object.fromEntries(added.filter(([, count]) => count > 0));
}
