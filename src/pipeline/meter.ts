import type {
  Counter as ApiCounter,
  Histogram as ApiHistogram,
  Meter as ApiMeter,
  UpDownCounter as ApiUpDownCounter,
  Attributes,
  MetricOptions,
} from '@opentelemetry/api';

/** One series of a sum, found once; `add` costs an addition. */
export interface BoundSum {
  add(value: number): void;
}

/** One series of a histogram, found once; `record` costs the search for its bucket. */
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

/**
 * The API's meter whose synchronous sums and histograms have `bind`: it finds the series of one
 * attribute set, which stays good for as long as the process lives.
 */
export interface Meter extends ApiMeter {
  createCounter(name: string, options?: MetricOptions): Counter;
  createUpDownCounter(name: string, options?: MetricOptions): UpDownCounter;
  createHistogram(name: string, options?: MetricOptions): Histogram;
}
