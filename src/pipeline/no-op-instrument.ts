import type { ObservableCallback } from '@opentelemetry/api';
import type { BoundGauge, BoundSum } from './meter.ts';

/**
 * Takes everything and keeps nothing. Each is an object of its own that the app may wrap or tag, as
 * it may those that keep something.
 */
export class NoOpInstrument {
  readonly #isDropped: boolean;

  /** `isDropped`: by a rule, so that to observe it is no fault; else it has no valid name. */
  constructor(isDropped: boolean) {
    this.#isDropped = isDropped;
  }

  /** Runs no trap of a proxy, so never throws. */
  static isDropped(candidate: unknown): boolean {
    const isOurs = typeof candidate === 'object' && candidate !== null && #isDropped in candidate;
    return isOurs && candidate.#isDropped;
  }

  add(): void {}

  record(): void {}

  set(): void {}

  bind(): BoundSum & BoundGauge {
    return { add() {}, set() {}, record() {} };
  }

  remove(): boolean {
    return false;
  }

  clear(): void {}

  addCallback(_callback: ObservableCallback): void {}

  removeCallback(_callback: ObservableCallback): void {}
}
