import { monotonicSeconds } from '../foundation/clock.ts';
import { millisecondsUntil, settlesWithin } from '../foundation/deadline.ts';
import { clearTimeout, setTimeout } from '../foundation/timers.ts';
import type { Collect, CollectNow } from '../pipeline/collection.ts';
import type { MetricStore } from '../store/metric-store.ts';
import type { Exporter } from './exporter.ts';
import { failedBy, OUT_OF_TIME, type Outcome } from './outcome.ts';
import { TrackRecord } from './track-record.ts';
import { Unexported } from './unexported.ts';

export interface PushOptions {
  readonly exporter: Exporter;
  readonly collect: Collect;
  readonly collectNow: CollectNow;
  readonly store: MetricStore;
  /** Milliseconds from the beginning of one push to that of the next. */
  readonly intervalMs: number;
  /** Milliseconds that a push may take, the collecting included. */
  readonly timeoutMs: number;
}

/**
 * Pushes to one exporter: every interval, where it fails after a back-off, and whenever it is asked
 * to; one at a time. What failed is not kept: the next push collects anew, and has all of it.
 */
export class Push {
  readonly #options: PushOptions;
  readonly #record: TrackRecord;
  readonly #unexported: Unexported;
  #timer: NodeJS.Timeout | undefined;
  #current: Promise<void> | undefined;
  /** When the push under way has to be over; 0 where it is cut short. */
  #deadline = 0;
  /** Until when the push under way has what was measured. */
  #mark = 0;
  /** A flush that waits for the push under way. */
  #flush: Promise<void> | undefined;
  #isStopped = false;

  constructor(options: PushOptions) {
    this.#options = options;
    this.#record = new TrackRecord(options.exporter.name, options.intervalMs);
    this.#unexported = new Unexported(options.store);
    this.#schedule(options.intervalMs);
  }

  /**
   * Pushes what was measured until now. A push under way may lack the last of it, so it has half of
   * the time to end. Who asks before the new one has begun shares that. Never rejects.
   */
  flush(deadline: number): Promise<void> {
    if (this.#isStopped) return Promise.resolve();
    this.#flush ??= this.#pushAfterCurrent(deadline);
    return this.#flush;
  }

  /** Blocks until what the app has measured is delivered, unless it is. Never throws. */
  flushNow(deadline: number): void {
    const { exporter, collectNow } = this.#options;
    if (this.#isStopped || exporter.exportNow === undefined) return;
    this.#mark = this.#unexported.mark();
    if (!this.#unexported.isAnyUntil(this.#mark)) return;
    this.#deadline = deadline;
    try {
      this.#conclude(exporter.exportNow(collectNow(), deadline), true);
    } catch (error) {
      this.#conclude(failedBy(error), true);
    }
  }

  /** No more pushes; the one under way fails. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#cut();
  }

  #schedule(milliseconds: number): void {
    clearTimeout(this.#timer);
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => {
      const { timeoutMs } = this.#options;
      // What is under way, or about to begin, is followed by the next one.
      if (this.#current !== undefined || this.#flush !== undefined) return;
      void this.#begin(monotonicSeconds() + timeoutMs / 1000, false);
    }, milliseconds).unref();
  }

  async #pushAfterCurrent(deadline: number): Promise<void> {
    const current = this.#current ?? Promise.resolve();
    if (!(await settlesWithin(current, millisecondsUntil(deadline) / 2))) {
      this.#cut();
      await settlesWithin(current, millisecondsUntil(deadline));
    }
    this.#flush = undefined;
    if (this.#current === undefined && !this.#isStopped) await this.#begin(deadline, true);
  }

  #cut(): void {
    this.#deadline = 0;
    this.#options.exporter.abort();
  }

  #begin(deadline: number, isFlush: boolean): Promise<void> {
    this.#deadline = deadline;
    this.#current = this.#push(isFlush).finally(() => {
      this.#current = undefined;
    });
    return this.#current;
  }

  async #push(isFlush: boolean): Promise<void> {
    const begin = monotonicSeconds();
    const outcome = await this.#collectAndExport();
    const pause = this.#conclude(outcome, isFlush);
    this.#schedule(outcome.isDelivered ? millisecondsUntil(begin + pause / 1000) : pause);
  }

  async #collectAndExport(): Promise<Outcome> {
    const { exporter, collect } = this.#options;
    try {
      const collecting = collect();
      if (!(await settlesWithin(collecting, millisecondsUntil(this.#deadline)))) return OUT_OF_TIME;
      const collection = await collecting;
      if (millisecondsUntil(this.#deadline) === 0) return OUT_OF_TIME;
      // What is measured from here on may be in it or not, and counts as not delivered.
      this.#mark = this.#unexported.mark();
      const exporting = exporter.export(collection, this.#deadline);
      if (await settlesWithin(exporting, millisecondsUntil(this.#deadline))) return await exporting;
      exporter.abort();
      const late = await exporting;
      return late.isDelivered ? late : OUT_OF_TIME;
    } catch (error) {
      return failedBy(error);
    }
  }

  /** Notes how a push ended; how many milliseconds there may be to the next one. */
  #conclude(outcome: Outcome, isFlush: boolean): number {
    const { intervalMs } = this.#options;
    if (outcome.isDelivered) {
      this.#unexported.delivered(this.#mark);
      this.#record.delivered();
      return intervalMs;
    }
    // Nothing was learnt of the collector.
    if (this.#deadline === 0) return intervalMs;
    if (isFlush) this.#unexported.triedInVain(this.#mark);
    return this.#record.failed(outcome, isFlush);
  }
}
