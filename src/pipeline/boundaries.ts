import { countFault } from '../foundation/faults.ts';
import { warn } from '../foundation/log.ts';

/** Buckets of the SDK specification for a histogram without advice. */
const DEFAULT_BOUNDARIES = [
  0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000,
];

/** The bounds that an instrument asks for; the defaults, said and counted, if it can't use them. */
export function boundariesOf(advice: unknown, instrument: string): readonly number[] {
  if (advice === undefined) return DEFAULT_BOUNDARIES;
  // A copy has no holes, which `every` would pass over, and the app can't change it.
  const bounds: unknown[] | undefined = Array.isArray(advice) ? [...advice] : undefined;
  if (bounds?.every(isAscending)) return bounds as number[];
  countFault('invalid_instrument');
  warn(
    `invalid_instrument:boundaries:${instrument}`,
    `the bucket boundaries of '${instrument}' are not ascending finite numbers: it has the default ones`,
  );
  return DEFAULT_BOUNDARIES;
}

/** Whether a bound is finite and above the one before it; for `every`. */
export function isAscending(bound: unknown, index: number, bounds: readonly unknown[]): boolean {
  return (
    Number.isFinite(bound) && (index === 0 || (bound as number) > (bounds[index - 1] as number))
  );
}
