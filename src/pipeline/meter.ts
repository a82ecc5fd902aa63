import type {
  Counter as ApiCounter,
  Gauge as ApiGauge,
  Histogram as ApiHistogram,
  Meter as ApiMeter,
  UpDownCounter as ApiUpDownCounter,
  Attributes,
  MetricOptions,
} from '@opentelemetry/api';
import type { HistogramForm } from '../config/metrics-options.ts';
import type { SummaryShape } from '../store/descriptor.ts';
import type { MeasurementContext } from '../store/exemplars.ts';
import type { LabelTerms } from '../store/intake.ts';
import type { Contexts } from './active-span.ts';

/** One series of a sum, found once; `add` costs an addition. */
export interface BoundSum {
  /** `context`: in which it was measured, where that is not the active one. */
  add(value: number, context?: MeasurementContext): void;
}

/** One series of a histogram, summary or gauge, found once; `record` costs the search for a bucket. */
export interface BoundRecorder {
  /** `context`: as of `BoundSum`. */
  record(value: number, context?: MeasurementContext): void;
}

/** One series of a gauge, found once. */
export interface BoundGauge extends BoundRecorder {
  set(value: number): void;
  /** Changes the value by an amount, which may be negative. */
  add(amount: number): void;
}

/**
 * Under this key an instrument's options may have terms that the API knows nothing of. The version is
 * that of the terms: copies of the package share meters.
 */
export const TERMS: unique symbol = Symbol.for('@acme/otel-metrics.terms.v1') as never;

/** What our own instruments are made with beside the API's options. */
export interface Terms {
  readonly form?: HistogramForm;
  readonly summary?: SummaryShape;
  readonly labels?: LabelTerms;
  /** Whether its labels on the page may say who made it. Default: true. */
  readonly showsScope?: boolean;
}

export interface OwnMetricOptions extends MetricOptions {
  readonly [TERMS]?: Terms;
}

/** What every instrument of ours can do with the series that it has. */
interface SeriesOwner {
  /** Ends one series. Measured again, it begins at 0. Returns whether there was one. */
  remove(attributes: Attributes): boolean;
  /** Ends all series. */
  clear(): void;
}

export interface Counter extends ApiCounter, SeriesOwner {
  add(value: number, attributes?: Attributes, context?: MeasurementContext): void;
  bind(attributes: Attributes): BoundSum;
}

export interface UpDownCounter extends ApiUpDownCounter, SeriesOwner {
  bind(attributes: Attributes): BoundSum;
}

export interface Histogram extends ApiHistogram, SeriesOwner {
  record(value: number, attributes?: Attributes, context?: MeasurementContext): void;
  bind(attributes: Attributes): BoundRecorder;
}

export interface Gauge extends ApiGauge, SeriesOwner {
  /** As `record`. */
  set(value: number, attributes?: Attributes): void;
  /** Changes the value by an amount, which may be negative. */
  add(amount: number, attributes?: Attributes): void;
  bind(attributes: Attributes): BoundGauge;
}

/** Quantiles over a sliding window, which the API knows nothing of. */
export interface Summary extends SeriesOwner {
  record(value: number, attributes?: Attributes): void;
  bind(attributes: Attributes): BoundRecorder;
}

/**
 * The API's meter whose synchronous instruments can end series, and have `bind`: it finds the series
 * of one attribute set, and stays good for as long as the process lives.
 */
export interface Meter extends ApiMeter {
  readonly contexts: Contexts;
  createCounter(name: string, options?: OwnMetricOptions): Counter;
  createUpDownCounter(name: string, options?: OwnMetricOptions): UpDownCounter;
  createHistogram(name: string, options?: OwnMetricOptions): Histogram;
  createGauge(name: string, options?: OwnMetricOptions): Gauge;
  createSummary(name: string, options?: OwnMetricOptions): Summary;
}
