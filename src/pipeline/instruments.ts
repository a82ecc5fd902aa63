import type { Attributes } from '@opentelemetry/api';
import { countFault } from '../foundation/faults.ts';
import { type AmountRule, amountOf, isAmount } from '../store/amounts.ts';
import type { BoundSeries } from '../store/bound-series.ts';
import type { ExemplarSampler, MeasurementContext } from '../store/exemplars.ts';
import type { Metric } from '../store/metric.ts';
import type { SeriesTable } from '../store/series-table.ts';
import type {
  BoundGauge,
  BoundRecorder,
  BoundSum,
  Counter,
  Gauge,
  Histogram,
  Summary,
  UpDownCounter,
} from './meter.ts';

/**
 * The instruments that an app holds. A measurement looks at the amount, finds its place in the store
 * and changes a number there; nothing of this throws, whatever comes in, and what is refused begins
 * no series.
 */
abstract class Instrument {
  protected readonly table: SeriesTable;
  protected readonly amounts: AmountRule;
  protected readonly sampler: ExemplarSampler;

  constructor({ table, amounts }: Metric) {
    this.table = table;
    this.amounts = amounts;
    this.sampler = table.sampler;
  }

  remove(attributes: Attributes): boolean {
    return this.table.remove(attributes);
  }

  clear(): void {
    this.table.removeIf(() => true);
  }

  protected measure(
    value: number,
    attributes: Attributes | undefined,
    context: MeasurementContext | undefined,
  ): void {
    const { amounts } = this;
    if (!isAmount(value, amounts)) {
      countFault('invalid_value');
      return;
    }
    const place = this.table.locate(attributes);
    const amount = amountOf(value, amounts);
    place.take(amount);
    if (this.sampler.isOn) place.offer(amount, context);
  }
}

/** One series of an instrument. */
abstract class BoundInstrument {
  readonly #series: BoundSeries;
  readonly #amounts: AmountRule;
  readonly #sampler: ExemplarSampler;

  constructor(attributes: Attributes, table: SeriesTable, amounts: AmountRule) {
    this.#series = table.bind(attributes);
    this.#amounts = amounts;
    this.#sampler = table.sampler;
  }

  protected shift(amount: number): void {
    if (isAmount(amount, this.#amounts)) this.#series.shift(amountOf(amount, this.#amounts));
    else countFault('invalid_value');
  }

  protected measure(value: number, context: MeasurementContext | undefined): void {
    const amounts = this.#amounts;
    if (!isAmount(value, amounts)) {
      countFault('invalid_value');
      return;
    }
    const amount = amountOf(value, amounts);
    this.#series.take(amount);
    if (this.#sampler.isOn) this.#series.offer(amount, context);
  }
}

export class SumInstrument extends Instrument implements Counter, UpDownCounter {
  add(value: number, attributes?: Attributes, context?: MeasurementContext): void {
    this.measure(value, attributes, context);
  }

  bind(attributes: Attributes): BoundSum {
    return new BoundSumInstrument(attributes, this.table, this.amounts);
  }
}

class BoundSumInstrument extends BoundInstrument implements BoundSum {
  add(value: number, context?: MeasurementContext): void {
    this.measure(value, context);
  }
}

/** Histograms and summaries. */
export class RecordingInstrument extends Instrument implements Histogram, Summary {
  record(value: number, attributes?: Attributes, context?: MeasurementContext): void {
    this.measure(value, attributes, context);
  }

  bind(attributes: Attributes): BoundRecorder {
    return new BoundRecordingInstrument(attributes, this.table, this.amounts);
  }
}

class BoundRecordingInstrument extends BoundInstrument implements BoundRecorder {
  record(value: number, context?: MeasurementContext): void {
    this.measure(value, context);
  }
}

export class GaugeInstrument extends Instrument implements Gauge {
  record(value: number, attributes?: Attributes): void {
    this.measure(value, attributes, undefined);
  }

  set(value: number, attributes?: Attributes): void {
    this.measure(value, attributes, undefined);
  }

  add(amount: number, attributes?: Attributes): void {
    if (isAmount(amount, this.amounts)) {
      this.table.locate(attributes).shift(amountOf(amount, this.amounts));
    } else {
      countFault('invalid_value');
    }
  }

  bind(attributes: Attributes): BoundGauge {
    return new BoundGaugeInstrument(attributes, this.table, this.amounts);
  }
}

class BoundGaugeInstrument extends BoundInstrument implements BoundGauge {
  record(value: number): void {
    this.measure(value, undefined);
  }

  set(value: number): void {
    this.measure(value, undefined);
  }

  add(amount: number): void {
    this.shift(amount);
  }
}
