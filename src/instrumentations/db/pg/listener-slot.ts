import { reportFault } from '../../../foundation/guard.ts';

/**
 * Whom patched methods tell what happens. Patches stay for the life of the process, so the place
 * is empty before an observer starts and after it stops; then nobody is told.
 */
export class ListenerSlot<T> {
  #listener: T | undefined;

  /** Takes the place; the returned function leaves it, unless another has taken it meanwhile. */
  start(listener: T): () => void {
    this.#listener = listener;
    return () => {
      if (this.#listener === listener) this.#listener = undefined;
    };
  }

  /** Passes an event on. Nothing that goes wrong there reaches the app: it is counted as a fault. */
  tell<R>(event: (listener: T) => R): R | undefined {
    if (this.#listener === undefined) return undefined;
    try {
      return event(this.#listener);
    } catch (error) {
      reportFault('observer_error', 'the pg observer', error);
      return undefined;
    }
  }
}
