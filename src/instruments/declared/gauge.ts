import type { Observable, ObservableResult } from '@opentelemetry/api';
import type { BoundGauge } from '../../pipeline/meter.ts';
import { refuseDeclaration } from './declaration.ts';
import { beginning, declare } from './declare.ts';
import type { InstrumentOptions } from './instrument-options.ts';
import type { LabelArguments, Labels } from './labels.ts';

/** A gauge as it was declared. Nothing of it throws; what it can't take is dropped and counted. */
export interface GaugeOf<in out L extends string = never> {
  /** The value as it is now: any number. */
  set(value: number, ...labels: LabelArguments<L>): void;
  /** Changes the value by an amount, which may be negative. What was not set yet starts from 0. */
  add(amount: number, ...labels: LabelArguments<L>): void;
  /** One series, found once, for hot paths. It begins at 0 where it was not set yet. */
  bind(...labels: LabelArguments<L>): Pick<BoundGauge, 'set' | 'add'>;
  /** Ends one series. Added to again, it begins at 0. Returns whether there was one. */
  remove(...labels: LabelArguments<L>): boolean;
  /** Ends all series. */
  clear(): void;
}

/** What a callback says at a collection: a number, or with labels one for each set. */
export type Reading<L extends string> = [L] extends [never]
  ? number
  : Iterable<readonly [value: number, labels: Labels<L>]>;

export interface ObservedGaugeOptions<L extends string> extends InstrumentOptions<L> {
  /** Asked once at each collection, 500 ms at most; what it doesn't say any more is gone from the page. */
  readonly observe: () => Reading<NoInfer<L>> | Promise<Reading<NoInfer<L>>>;
}

/** A gauge that a callback answers for. */
export interface ObservedGauge {
  /** Asks this callback no more. */
  stop(): void;
}

/**
 * Declares a gauge: what goes up and down. With `observe` a callback says the value whenever somebody
 * collects, and nobody has to set it.
 *
 * @throws MetricsError `ACME_METRICS_INVALID_INSTRUMENT`, `ACME_METRICS_INSTRUMENT_CONFLICT`.
 * @example
 * const rooms = gauge('rooms_free', { labels: ['floor'] });
 * rooms.set(12, { floor: 3 });
 * gauge('sessions', { observe: () => sessions.size });
 */
export function gauge<const L extends string = never>(
  name: string,
  options: ObservedGaugeOptions<L>,
): ObservedGauge;
export function gauge<const L extends string = never>(
  name: string,
  options?: InstrumentOptions<L>,
): GaugeOf<L>;
export function gauge(
  name: string,
  options: InstrumentOptions<string> & Partial<ObservedGaugeOptions<string>> = {},
): unknown {
  return options?.observe === undefined ? setGauge(name, options) : observedGauge(name, options);
}

function setGauge(name: string, options: InstrumentOptions<string>): unknown {
  return declare({
    kind: 'gauge',
    ...{ name, options, further: ['observe'] },
    make: (meter, own) => beginning(meter.createGauge(name, own)),
  });
}

type Callback = () => unknown;

function observedGauge(
  name: string,
  options: InstrumentOptions<string> & { readonly observe?: Callback },
): ObservedGauge {
  const { observe } = options;
  if (typeof observe !== 'function') {
    return refuseDeclaration('gauge', name, 'observe has to be a function');
  }
  const observable = declare<Observable>({
    kind: 'gauge',
    ...{ name, options, further: ['observe'], traits: ['asked by callbacks'] },
    make: (meter, own) => ({ instrument: meter.createObservableGauge(name, own), begin() {} }),
  });
  const callback = async (result: ObservableResult) => tell(result, await observe());
  observable.addCallback(callback);
  return { stop: () => observable.removeCallback(callback) };
}

function tell(result: ObservableResult, reading: unknown): void {
  if (typeof reading === 'number') {
    result.observe(reading);
  } else {
    for (const [value, labels] of reading as Reading<string>) result.observe(value, labels);
  }
}
