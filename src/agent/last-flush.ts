import { monotonicSeconds } from '../foundation/clock.ts';
import { settlesWithin } from '../foundation/deadline.ts';
import { reportFault } from '../foundation/guard.ts';

/** What is to be told when the process ends. `deadline`: seconds of the monotonic clock. */
export interface Ending {
  flush(deadline: number): Promise<void>;
  flushNow(deadline: number): void;
}

/** How much later than without us a process ends, all in all; who asks for a flush waits as long. */
export const LONGEST_DELAY_SECONDS = 2;
/** In less time nothing can be delivered while this process stands still. */
const LEAST_SECONDS = 0.05;

/** Delivers what was measured last, within the time that an end may be delayed. */
export class LastFlush {
  readonly #ending: Ending;
  #left = LONGEST_DELAY_SECONDS;
  #held: Promise<void> | undefined;
  /** Until when, at the latest, the process is held open now. */
  #heldUntil: number | undefined;

  constructor(ending: Ending) {
    this.#ending = ending;
  }

  /** Beside what the app does; delays nothing. */
  alongside(): void {
    void this.#flush(monotonicSeconds() + LONGEST_DELAY_SECONDS);
  }

  /** Keeps the process alive until all is delivered or the time is over. Never rejects. */
  holdingOpen(): Promise<void> {
    this.#held ??= this.#hold().finally(() => {
      this.#held = undefined;
    });
    return this.#held;
  }

  /** Blocks until all is delivered or the time is over. */
  blocking(): void {
    const now = monotonicSeconds();
    const deadline = this.#heldUntil ?? now + this.#left;
    if (deadline - now > LEAST_SECONDS) this.#ending.flushNow(deadline);
  }

  async #hold(): Promise<void> {
    const deadline = monotonicSeconds() + this.#left;
    this.#heldUntil = deadline;
    await settlesWithin(this.#flush(deadline), this.#left * 1000, true);
    this.#heldUntil = undefined;
    this.#left = deadline - monotonicSeconds();
  }

  async #flush(deadline: number): Promise<void> {
    try {
      await this.#ending.flush(deadline);
    } catch (error) {
      reportFault('export_error', 'the last flush', error);
    }
  }
}
