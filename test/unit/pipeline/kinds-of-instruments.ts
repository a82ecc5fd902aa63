import type { Attributes, MetricOptions, ObservableResult } from '@opentelemetry/api';
import type { Meter } from '../../../src/pipeline/meter.ts';

/** Measurements in their order. */
export type Told = readonly (readonly [value: number, attributes?: Attributes])[];

/** Makes an instrument of a kind and tells it; observables at each collection. */
export type Use = (meter: Meter, name: string, told: Told, options?: MetricOptions) => void;

export const KINDS: Readonly<Record<string, Use>> = {
  counter: (meter, name, told, options) => {
    const counter = meter.createCounter(name, options);
    for (const [value, attributes] of told) counter.add(value, attributes);
  },
  'up-down-counter': (meter, name, told, options) => {
    const counter = meter.createUpDownCounter(name, options);
    for (const [value, attributes] of told) counter.add(value, attributes);
  },
  histogram: (meter, name, told, options) => {
    const histogram = meter.createHistogram(name, options);
    for (const [value, attributes] of told) histogram.record(value, attributes);
  },
  gauge: (meter, name, told, options) => {
    const gauge = meter.createGauge(name, options);
    for (const [value, attributes] of told) gauge.record(value, attributes);
  },
  'observable-counter': (meter, name, told, options) =>
    meter.createObservableCounter(name, options).addCallback(observing(told)),
  'observable-up-down-counter': (meter, name, told, options) =>
    meter.createObservableUpDownCounter(name, options).addCallback(observing(told)),
  'observable-gauge': (meter, name, told, options) =>
    meter.createObservableGauge(name, options).addCallback(observing(told)),
};

function observing(told: Told) {
  return (result: ObservableResult) => {
    for (const [value, attributes] of told) result.observe(value, attributes);
  };
}
