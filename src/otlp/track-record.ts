import { countFault } from '../foundation/faults.ts';
import { info, warn } from '../foundation/log.ts';
import { delayAfter } from './backoff.ts';
import type { Failed } from './outcome.ts';

/** How an exporter has done lately: the longer it fails the longer it is left alone. */
export class TrackRecord {
  readonly #name: string;
  readonly #intervalMs: number;
  /** In a row. */
  #failures = 0;

  /** `name`: as of `Exporter`. */
  constructor(name: string, intervalMs: number) {
    this.#name = name;
    this.#intervalMs = intervalMs;
  }

  delivered(): void {
    if (this.#failures > 0) info(`${this.#name} works again`);
    this.#failures = 0;
  }

  /**
   * Counts and says a failure; milliseconds until the exporter may be tried again. `isLast`: whether
   * the process may be gone by then.
   */
  failed(last: Failed, isLast: boolean): number {
    this.#failures++;
    const delay = delayAfter(this.#failures, last, this.#intervalMs);
    const hope = isLast ? '' : `; trying again in ${Math.ceil(delay / 1000)} s`;
    countFault('export_error');
    warn(`export:${this.#name}`, `${this.#name} failed: ${last.reason}${hope}`);
    return delay;
  }
}
