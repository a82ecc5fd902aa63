import type { BoundSum } from '../../pipeline/meter.ts';
import { beginning, declare } from './declare.ts';
import type { InstrumentOptions } from './instrument-options.ts';
import type { LabelArguments } from './labels.ts';

/** A counter as it was declared. Nothing of it throws; what it can't take is dropped and counted. */
export interface CounterOf<in out L extends string = never> {
  /**
   * Counts. Costs some ten nanoseconds for labels that came before.
   *
   * @param amount Finite and not negative.
   */
  add(amount: number, ...labels: LabelArguments<L>): void;
  /** One series, found once, for hot paths. */
  bind(...labels: LabelArguments<L>): BoundSum;
  /** Ends one series. Counted again, it begins at 0. Returns whether there was one. */
  remove(...labels: LabelArguments<L>): boolean;
  /** Ends all series. */
  clear(): void;
}

/**
 * Declares a counter: what only ever grows. `orders` is `orders_total` on the page.
 *
 * @throws MetricsError `ACME_METRICS_INVALID_INSTRUMENT`, `ACME_METRICS_INSTRUMENT_CONFLICT`.
 * @example
 * const orders = counter('orders', { help: 'Orders taken.', labels: ['channel'] });
 * orders.add(1, { channel: 'web' });
 */
export function counter<const L extends string = never>(
  name: string,
  options: InstrumentOptions<L> = {},
): CounterOf<L> {
  return declare<CounterOf<L>>({
    kind: 'counter',
    ...{ name, options, further: [] },
    make: (meter, own) => beginning(meter.createCounter(name, own)),
  });
}
