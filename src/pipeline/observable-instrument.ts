import type { Observable, ObservableCallback } from '@opentelemetry/api';
import type { Metric } from '../store/metric.ts';

/** An instrument that was asked for twice is two objects and one metric: the metric counts. */
export type ObservedMetric = Metric;

/** Who keeps the callbacks, and calls them when somebody collects. */
export interface Callbacks {
  add(callback: ObservableCallback, metric: ObservedMetric): void;
  remove(callback: ObservableCallback, metric: ObservedMetric): void;
}

/** An asynchronous instrument as the app holds it: it has callbacks, and records nothing by itself. */
export class ObservableInstrument implements Observable {
  readonly metric: ObservedMetric;
  readonly #callbacks: Callbacks;

  constructor(metric: ObservedMetric, callbacks: Callbacks) {
    this.metric = metric;
    this.#callbacks = callbacks;
  }

  /** The metric behind what an app calls an instrument. Runs no trap of a proxy, so never throws. */
  static metricOf(candidate: unknown): ObservedMetric | undefined {
    const isOurs = typeof candidate === 'object' && candidate !== null && #callbacks in candidate;
    return isOurs ? candidate.metric : undefined;
  }

  addCallback(callback: ObservableCallback): void {
    this.#callbacks.add(callback, this.metric);
  }

  removeCallback(callback: ObservableCallback): void {
    this.#callbacks.remove(callback, this.metric);
  }
}
