import type { Attributes, ObservableCallback } from '@opentelemetry/api';
import { countFault } from '../foundation/faults.ts';
import { type AmountRule, amountOf, isAmount } from '../store/amounts.ts';
import type { BoundSeries } from '../store/bound-series.ts';
import type { Metric } from '../store/metric.ts';
import type { SeriesTable } from '../store/series-table.ts';
import type { BoundRecorder, BoundSum, Counter, Gauge, Histogram, UpDownCounter } from './meter.ts';

/**
 * The instruments that an app holds. A measurement looks at the amount, finds its place in the store
 * and changes a number there; nothing of this throws, whatever comes in, and what is refused begins
 * no series.
 */
abstract class Instrument {
  protected readonly table: SeriesTable;
  protected readonly amounts: AmountRule;

  constructor({ table, amounts }: Metric) {
    this.table = table;
    this.amounts = amounts;
  }

  remove(attributes: Attributes): boolean {
    return this.table.remove(attributes);
  }

  clear(): void {
    this.table.removeIf(() => true);
  }

  protected measure(value: number, attributes: Attributes | undefined): void {
    const { amounts } = this;
    if (isAmount(value, amounts)) this.table.locate(attributes).take(amountOf(value, amounts));
    else countFault('invalid_value');
  }
}

/** One series of an instrument. */
abstract class BoundInstrument {
  readonly #series: BoundSeries;
  readonly #amounts: AmountRule;

  constructor(series: BoundSeries, amounts: AmountRule) {
    this.#series = series;
    this.#amounts = amounts;
  }

  protected measure(value: number): void {
    const amounts = this.#amounts;
    if (isAmount(value, amounts)) this.#series.take(amountOf(value, amounts));
    else countFault('invalid_value');
  }
}

export class SumInstrument extends Instrument implements Counter, UpDownCounter {
  add(value: number, attributes?: Attributes): void {
    this.measure(value, attributes);
  }

  bind(attributes: Attributes): BoundSum {
    return new BoundSumInstrument(this.table.bind(attributes), this.amounts);
  }
}

class BoundSumInstrument extends BoundInstrument implements BoundSum {
  add(value: number): void {
    this.measure(value);
  }
}

/** Histograms and gauges. */
export class RecordingInstrument extends Instrument implements Histogram, Gauge {
  record(value: number, attributes?: Attributes): void {
    this.measure(value, attributes);
  }

  bind(attributes: Attributes): BoundRecorder {
    return new BoundRecordingInstrument(this.table.bind(attributes), this.amounts);
  }
}

class BoundRecordingInstrument extends BoundInstrument implements BoundRecorder {
  record(value: number): void {
    this.measure(value);
  }
}

/** An instrument without a valid name: it takes everything and keeps nothing. */
export const UNNAMED_INSTRUMENT = Object.freeze({
  add(): void {},
  record(): void {},
  bind: (): BoundSum & BoundRecorder => UNNAMED_INSTRUMENT,
  remove: () => false,
  clear(): void {},
  addCallback(_callback: ObservableCallback): void {},
  removeCallback(_callback: ObservableCallback): void {},
});
