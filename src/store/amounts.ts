import type { Descriptor } from './descriptor.ts';

/** What an instrument takes as a measurement. */
export interface AmountRule {
  /** NaN and the infinities too, as a gauge does, where they mean what they mean in Prometheus. */
  readonly anyNumber: boolean;
  readonly least: number;
  /** Fractions are cut off. */
  readonly integer: boolean;
}

/**
 * Counters, histograms and summaries take finite numbers from 0 on (API specification), sums that may fall any
 * finite one, gauges any number.
 */
export function amountRuleOf({ kind, integer }: Descriptor): AmountRule {
  const isMonotonic = kind.endsWith('counter') && !kind.endsWith('up-down-counter');
  return {
    anyNumber: kind.endsWith('gauge'),
    least: isMonotonic || kind === 'histogram' || kind === 'summary' ? 0 : -Number.MAX_VALUE,
    integer,
  };
}

// Of a boolean that it knows nothing about V8 tests whether it is one of seven things; `=== true` is
// one test, and the rule is looked at with each measurement.

/** Whether a measurement is taken. Looks at anything and never throws. */
export function isAmount(value: unknown, { anyNumber, least }: AmountRule): value is number {
  return (
    typeof value === 'number' &&
    ((value >= least && value <= Number.MAX_VALUE) || anyNumber === true)
  );
}

export function amountOf(value: number, { integer }: AmountRule): number {
  return integer === true ? Math.trunc(value) : value;
}
