import { guarded } from '../foundation/guard.ts';
import { setImmediate } from '../foundation/timers.ts';
import type { LastFlush } from './last-flush.ts';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
type EndSignal = (typeof SIGNALS)[number];

/**
 * Delivers what was measured last when a signal is to end the process. Where the app listens to it,
 * what follows is the app's; where nobody does, the signal is raised again after the flush, and a
 * second one ends the process at once.
 *
 * @returns What ends the watching.
 */
export function watchSignals(flush: LastFlush): () => void {
  const watches = SIGNALS.map((signal) => new SignalWatch(signal, { flush, alone }));
  function alone(): void {
    for (const watch of watches) watch.stop();
  }
  return alone;
}

interface SignalOptions {
  readonly flush: LastFlush;
  /** Called where nobody else listens: nothing more is to stand in the way of a signal. */
  readonly alone: () => void;
}

/**
 * A listener before all others, which is off while they run: those that end the process only where
 * they are alone (signal-exit compares numbers of listeners) find what they would find without us.
 */
class SignalWatch {
  readonly #signal: EndSignal;
  readonly #options: SignalOptions;
  #isStopped = false;
  #isAway = false;

  constructor(signal: EndSignal, options: SignalOptions) {
    this.#signal = signal;
    this.#options = options;
    process.prependListener(signal, this.#onSignal);
  }

  stop(): void {
    this.#isStopped = true;
    process.off(this.#signal, this.#onSignal);
  }

  readonly #onSignal = guarded('observer_error', 'the end by a signal', (_name, number) => {
    // An app may emit the event itself, which ends nothing.
    if (typeof number !== 'number') return;
    process.off(this.#signal, this.#onSignal);
    if (process.listenerCount(this.#signal) === 0) this.#endAlone();
    else this.#leaveToOthers();
  });

  #endAlone(): void {
    const { flush, alone } = this.#options;
    alone();
    // Who has begun to listen meanwhile gets it now.
    void flush.holdingOpen().then(() => process.kill(process.pid, this.#signal));
  }

  #leaveToOthers(): void {
    this.#isAway = true;
    process.on('removeListener', this.#onRemoved);
    setImmediate(this.#comeBack).unref();
    this.#options.flush.alongside();
  }

  /** The last listener has gone, maybe to raise the signal again: that is to be seen, too. */
  readonly #onRemoved = (name: string | symbol): void => {
    if (name === this.#signal && process.listenerCount(name) === 0) this.#comeBack();
  };

  readonly #comeBack = guarded('observer_error', 'the watch for signals', () => {
    if (!this.#isAway) return;
    this.#isAway = false;
    process.off('removeListener', this.#onRemoved);
    if (!this.#isStopped) process.prependListener(this.#signal, this.#onSignal);
  });
}
