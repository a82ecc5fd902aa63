import type { Attributes, ObservableCallback } from '@opentelemetry/api';
import { countFault } from '../foundation/faults.ts';
import type { CounterCell, GaugeCell, HistogramCell, UpDownCell } from '../store/cells.ts';
import type { Metric } from '../store/metric.ts';
import type { BoundDistribution, BoundSum, Counter, Histogram, UpDownCounter } from './meter.ts';

/**
 * The instruments that an app holds. They only find the cell; cells validate values and the store
 * attributes, both without throwing.
 */
export class SumInstrument implements Counter, UpDownCounter {
  readonly #metric: Metric<CounterCell | UpDownCell>;
  readonly #integer: boolean;

  constructor(metric: Metric<CounterCell | UpDownCell>) {
    this.#metric = metric;
    this.#integer = metric.descriptor.integer;
  }

  add(value: number, attributes?: Attributes): void {
    this.#metric.table.cellFor(attributes).add(this.#integer ? truncated(value) : value);
  }

  bind(attributes: Attributes): BoundSum {
    const cell = this.#metric.table.cellFor(attributes);
    return this.#integer ? { add: (value) => cell.add(truncated(value)) } : cell;
  }
}

export class HistogramInstrument implements Histogram {
  readonly #metric: Metric<HistogramCell>;
  readonly #integer: boolean;

  constructor(metric: Metric<HistogramCell>) {
    this.#metric = metric;
    this.#integer = metric.descriptor.integer;
  }

  record(value: number, attributes?: Attributes): void {
    this.#metric.table.cellFor(attributes).record(this.#integer ? truncated(value) : value);
  }

  bind(attributes: Attributes): BoundDistribution {
    const cell = this.#metric.table.cellFor(attributes);
    return this.#integer ? { record: (value) => cell.record(truncated(value)) } : cell;
  }
}

export class GaugeInstrument {
  readonly #metric: Metric<GaugeCell>;
  readonly #integer: boolean;

  constructor(metric: Metric<GaugeCell>) {
    this.#metric = metric;
    this.#integer = metric.descriptor.integer;
  }

  record(value: number, attributes?: Attributes): void {
    // Looked at before the series is found: a refused value must not begin one, which would show 0.
    if (typeof value !== 'number') countFault('invalid_value');
    else this.#metric.table.cellFor(attributes).set(this.#integer ? Math.trunc(value) : value);
  }
}

/** An instrument without a valid name: it takes everything and keeps nothing. */
export const UNNAMED_INSTRUMENT = Object.freeze({
  add(): void {},
  record(): void {},
  bind: (): BoundSum & BoundDistribution => UNNAMED_INSTRUMENT,
  addCallback(_callback: ObservableCallback): void {},
  removeCallback(_callback: ObservableCallback): void {},
});

/** Cuts the fraction off a number; anything else goes on to the cell, which refuses it. */
function truncated(value: number): number {
  return typeof value === 'number' ? Math.trunc(value) : value;
}
