import type {
  Counter as ApiCounter,
  Gauge as ApiGauge,
  Histogram as ApiHistogram,
  Meter as ApiMeter,
  UpDownCounter as ApiUpDownCounter,
  Attributes,
  MetricOptions,
} from '@opentelemetry/api';
import type { MeasurementContext } from '../store/exemplars.ts';
import type { Contexts } from './active-span.ts';

/** One series of a sum, found once; `add` costs an addition. */
export interface BoundSum {
  /** `context`: in which it was measured, where that is not the active one. */
  add(value: number, context?: MeasurementContext): void;
}

/** One series of a histogram or gauge, found once; `record` costs the search for a bucket. */
export interface BoundRecorder {
  /** `context`: as of `BoundSum`. */
  record(value: number, context?: MeasurementContext): void;
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
  bind(attributes: Attributes): BoundRecorder;
}

/**
 * The API's meter whose synchronous instruments can end series, and have `bind`: it finds the series
 * of one attribute set, and stays good for as long as the process lives.
 */
export interface Meter extends ApiMeter {
  readonly contexts: Contexts;
  createCounter(name: string, options?: MetricOptions): Counter;
  createUpDownCounter(name: string, options?: MetricOptions): UpDownCounter;
  createHistogram(name: string, options?: MetricOptions): Histogram;
  createGauge(name: string, options?: MetricOptions): Gauge;
}
