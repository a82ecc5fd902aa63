import { guarded, reportFault } from '../foundation/guard.ts';
import { setImmediate } from '../foundation/timers.ts';
import type { LastFlush } from './last-flush.ts';
import { processEvents } from './process-events.ts';

/** Taken when the agent is loaded: an app's own, often a spy, might leave the process alive. */
const kill = process.kill.bind(process);

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
    processEvents.prependListener(signal, this.#onSignal);
  }

  stop(): void {
    this.#isStopped = true;
    processEvents.off(this.#signal, this.#onSignal);
  }

  readonly #onSignal = (_name: unknown, number: unknown): void => {
    // An app may emit the event itself, which ends nothing.
    if (typeof number !== 'number') return;
    try {
      processEvents.off(this.#signal, this.#onSignal);
      if (this.#isAlone()) this.#endAlone();
      else this.#leaveToOthers();
    } catch (error) {
      reportFault('observer_error', 'the end by a signal', error);
      if (this.#isAlone()) this.#raise();
    }
  };

  #isAlone(): boolean {
    return processEvents.listenerCount(this.#signal) === 0;
  }

  #endAlone(): void {
    const { flush, alone } = this.#options;
    alone();
    void flush.holdingOpen().then(this.#raise, this.#raise);
  }

  /** Who has begun to listen meanwhile gets it now. */
  readonly #raise = guarded('observer_error', 'raising a signal', () => {
    kill(process.pid, this.#signal);
  });

  #leaveToOthers(): void {
    this.#isAway = true;
    processEvents.on('removeListener', this.#onRemoved);
    setImmediate(this.#comeBack).unref();
    this.#options.flush.alongside();
  }

  /** The last listener has gone, maybe to raise the signal again: that is to be seen, too. */
  readonly #onRemoved = (name: string | symbol): void => {
    if (name === this.#signal && this.#isAlone()) this.#comeBack();
  };

  readonly #comeBack = guarded('observer_error', 'the watch for signals', () => {
    if (!this.#isAway) return;
    this.#isAway = false;
    processEvents.off('removeListener', this.#onRemoved);
    if (!this.#isStopped) processEvents.prependListener(this.#signal, this.#onSignal);
  });
}
