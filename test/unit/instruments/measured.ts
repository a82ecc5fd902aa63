import { type FaultCause, faultCounts } from '../../../src/foundation/faults.ts';
import { processMetrics } from '../../../src/pipeline/process-metrics.ts';
import type { Series, StoredAttributes } from '../../../src/store/family.ts';

/** A series as tests look at it. */
export interface Measured extends Pick<Series, 'value' | 'distribution' | 'summary'> {
  readonly labels: StoredAttributes;
}

/** The series of the process's instruments of a name, in the order of their beginning. */
export function measured(name: string): Measured[] {
  const families = processMetrics().provider.store.families();
  return families
    .filter(({ descriptor }) => descriptor.name === name)
    .flatMap((family) => [...family.series()])
    .map(({ attributes, value, distribution, summary }) => ({
      ...{ labels: { ...attributes }, value, distribution, summary },
    }));
}

/** Values (or counts) of the series of a name, by their labels as `a=x,b=y`. */
export function valuesOf(name: string): Record<string, number> {
  return Object.fromEntries(
    measured(name).map(({ labels, value, distribution, summary }) => [
      Object.entries(labels)
        .map(([label, text]) => `${label}=${text}`)
        .join(','),
      distribution?.count ?? summary?.count ?? value,
    ]),
  );
}

/** By how much faults of a cause went up while `action` ran. */
export async function faultsOf(cause: FaultCause, action: () => unknown): Promise<number> {
  const before = faultCounts().get(cause) ?? 0;
  await action();
  return (faultCounts().get(cause) ?? 0) - before;
}
