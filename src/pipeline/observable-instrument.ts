import type { Observable, ObservableCallback } from '@opentelemetry/api';
import type { Metric } from '../store/metric.ts';

/** What an app observes: an instrument that was asked for twice is two objects and one of these. */
export interface Observed {
  readonly metric: Metric;
  /** Told apart where a rule makes several instruments one metric. */
  readonly key: string;
}

/** Who keeps the callbacks, and calls them when somebody collects. */
export interface Callbacks {
  add(callback: ObservableCallback, observed: Observed): void;
  remove(callback: ObservableCallback, observed: Observed): void;
}

/** An asynchronous instrument as the app holds it: it has callbacks, and records nothing by itself. */
export class ObservableInstrument implements Observable {
  readonly #observed: Observed;
  readonly #callbacks: Callbacks;

  constructor(observed: Observed, callbacks: Callbacks) {
    this.#observed = observed;
    this.#callbacks = callbacks;
  }

  /** What is behind an app's instrument. Runs no trap of a proxy, so never throws. */
  static observedBy(candidate: unknown): Observed | undefined {
    const isOurs = typeof candidate === 'object' && candidate !== null && #observed in candidate;
    return isOurs ? candidate.#observed : undefined;
  }

  addCallback(callback: ObservableCallback): void {
    this.#callbacks.add(callback, this.#observed);
  }

  removeCallback(callback: ObservableCallback): void {
    this.#callbacks.remove(callback, this.#observed);
  }
}
