import type {
  MeterProvider as ApiMeterProvider,
  BatchObservableCallback,
  MeterOptions,
  Observable,
} from '@opentelemetry/api';
import type { ExemplarFilter } from '../config/metrics-options.ts';
import { countFault } from '../foundation/faults.ts';
import { attempt } from '../foundation/guard.ts';
import { warn } from '../foundation/log.ts';
import type { Descriptor, InstrumentKind, Scope } from '../store/descriptor.ts';
import type { Metric } from '../store/metric.ts';
import { MetricStore } from '../store/metric-store.ts';
import { ActiveSpans } from './active-span.ts';
import { boundariesOf } from './boundaries.ts';
import {
  type ApplyRules,
  createInstrumentRules,
  type InstrumentRuleOptions,
} from './instrument-rules.ts';
import { GaugeInstrument, RecordingInstrument, SumInstrument } from './instruments.ts';
import { type Meter, type OwnMetricOptions, TERMS } from './meter.ts';
import { NoOpInstrument } from './no-op-instrument.ts';
import { ObservableInstrument } from './observable-instrument.ts';
import { ObservableRegistry } from './observables.ts';

const LONGEST_NAME = 255;
/** `ValueType.INT` of the API, which is only a type here. */
const INTEGER_VALUES = 0;

/** The API's meter provider over our store: every instrument of the process lives in `store`. */
export interface MeterProvider extends ApiMeterProvider {
  readonly store: MetricStore;
  readonly observables: ObservableRegistry;
  /** To be told what the app registers with the API. */
  readonly spans: ActiveSpans;
  getMeter(name: string, version?: string, options?: MeterOptions): Meter;
}

export interface MeterProviderOptions extends InstrumentRuleOptions {
  /** Most series of one instrument. */
  readonly cardinalityLimit: number;
  /** Most series of all instruments together. */
  readonly totalCardinalityLimit: number;
  /** Milliseconds after which an idle series goes; 0 where none does. */
  readonly seriesTtlMs: number;
  /** Which measurements may become exemplars; by default those in a sampled span. */
  readonly exemplarFilter?: ExemplarFilter;
}

export function createMeterProvider(options: MeterProviderOptions): MeterProvider {
  const store = new MetricStore({
    limit: options.cardinalityLimit,
    totalLimit: options.totalCardinalityLimit,
    expires: options.seriesTtlMs > 0,
  });
  const observables = new ObservableRegistry(store.rounds);
  const spans = new ActiveSpans(store.sampler, options.exemplarFilter ?? 'trace_based');
  const applyRules = createInstrumentRules(options);
  const meters = new Map<string, Meter>();
  return {
    store,
    observables,
    spans,
    getMeter(name, version, meterOptions) {
      const scope = attempt('invalid_instrument', 'making a meter', () =>
        toScope(name, version, meterOptions?.schemaUrl),
      ) ?? { name: '' };
      const key = JSON.stringify([scope.name, scope.version, scope.schemaUrl]);
      let meter = meters.get(key);
      if (meter === undefined) {
        meter = createMeter(scope, { store, observables, spans, applyRules });
        meters.set(key, meter);
      }
      return meter;
    },
  };
}

interface MeterParts {
  readonly store: MetricStore;
  readonly observables: ObservableRegistry;
  readonly spans: ActiveSpans;
  readonly applyRules: ApplyRules;
}

function createMeter(scope: Scope, { store, observables, spans, applyRules }: MeterParts): Meter {
  /** Registers and builds; an invalid name gives an instrument that keeps nothing. */
  function make<I>(
    kind: InstrumentKind,
    build: (metric: Metric, asked: string) => I,
    [name, options]: [name: unknown, options?: OwnMetricOptions | undefined],
  ): I {
    const asked = attempt('invalid_instrument', 'making an instrument', () =>
      toDescriptor(kind, name, options),
    );
    if (asked === undefined) return new NoOpInstrument(false) as I;
    const descriptor = applyRules(asked);
    if (descriptor === undefined) return new NoOpInstrument(true) as I;
    return build(store.register(scope, descriptor), asked.name);
  }
  const observable = (metric: Metric, asked: string) =>
    new ObservableInstrument(observables.observed(metric, asked), observables);
  return {
    contexts: spans,
    createCounter: (...args) => make('counter', (metric) => new SumInstrument(metric), args),
    createUpDownCounter: (...args) =>
      make('up-down-counter', (metric) => new SumInstrument(metric), args),
    createHistogram: (...args) =>
      make('histogram', (metric) => new RecordingInstrument(metric), args),
    createGauge: (...args) => make('gauge', (metric) => new GaugeInstrument(metric), args),
    createSummary: (...args) => make('summary', (metric) => new RecordingInstrument(metric), args),
    createObservableCounter: (...args) => make('observable-counter', observable, args),
    createObservableUpDownCounter: (...args) =>
      make('observable-up-down-counter', observable, args),
    createObservableGauge: (...args) => make('observable-gauge', observable, args),
    addBatchObservableCallback(callback: BatchObservableCallback, list: Observable[]) {
      observables.addBatch(callback, list);
    },
    removeBatchObservableCallback(callback: BatchObservableCallback, list: Observable[]) {
      observables.removeBatch(callback, list);
    },
  };
}

function toScope(name: unknown, version: unknown, schemaUrl: unknown): Scope {
  return {
    name: textOr(name, ''),
    ...(typeof version === 'string' && { version }),
    ...(typeof schemaUrl === 'string' && { schemaUrl }),
  };
}

function toDescriptor(
  kind: InstrumentKind,
  name: unknown,
  options: OwnMetricOptions | undefined,
): Descriptor | undefined {
  if (typeof name !== 'string' || name.length === 0 || name.length > LONGEST_NAME) {
    countFault('invalid_instrument');
    warn(
      'invalid_instrument:name',
      `an instrument was made without a valid name (1 to ${LONGEST_NAME} characters) and keeps nothing`,
    );
    return undefined;
  }
  return {
    name,
    kind,
    description: textOr(options?.description, ''),
    unit: textOr(options?.unit, ''),
    integer: (options?.valueType as number | undefined) === INTEGER_VALUES,
    boundaries: boundariesOf(options?.advice?.explicitBucketBoundaries, name),
    form: 'classic',
    showsScope: true,
    ...options?.[TERMS],
  };
}

function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' ? value : fallback;
}
