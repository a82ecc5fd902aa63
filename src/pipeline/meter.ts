import type {
  Counter as ApiCounter,
  Histogram as ApiHistogram,
  Meter as ApiMeter,
  UpDownCounter as ApiUpDownCounter,
  Attributes,
  MetricOptions,
} from '@opentelemetry/api';

/**
 * The API's instruments plus `bind`: the series of one attribute set, found once. A bound cell
 * stays good for as long as the process lives and costs an addition.
 */
export interface BoundSum {
  add(value: number): void;
}

export interface BoundDistribution {
  record(value: number): void;
}

export interface Counter extends ApiCounter {
  bind(attributes: Attributes): BoundSum;
}

export interface UpDownCounter extends ApiUpDownCounter {
  bind(attributes: Attributes): BoundSum;
}

export interface Histogram extends ApiHistogram {
  bind(attributes: Attributes): BoundDistribution;
}

/** The API's meter whose synchronous sums and histograms can be bound. */
export interface Meter extends ApiMeter {
  createCounter(name: string, options?: MetricOptions): Counter;
  createUpDownCounter(name: string, options?: MetricOptions): UpDownCounter;
  createHistogram(name: string, options?: MetricOptions): Histogram;
}
