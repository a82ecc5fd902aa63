import { attempt } from '../../foundation/guard.ts';
import { isThenable } from './peek.ts';

/** How a call of the app ended. */
export type Outcome =
  | { readonly failed: false; readonly value: unknown }
  | { readonly failed: true; readonly error: unknown };

/** What a call answers: of what is to be awaited, a promise. */
export type Answer<R> = R extends PromiseLike<infer V> ? Promise<V> : R;

/**
 * Calls the app's function, and tells how it ended: at once, or when its promise settled. What it
 * returns or throws is passed on; of a promise another one, so that a rejection which nobody handles
 * is the app's as before. `ended` can't throw into the app.
 */
export function observeCall<R>(call: () => R, ended: (outcome: Outcome) => void): Answer<R> {
  const tell = (outcome: Outcome) =>
    attempt('observer_error', 'measuring a call', () => ended(outcome));
  let result: R;
  try {
    result = call();
  } catch (error) {
    tell({ failed: true, error });
    throw error;
  }
  if (!isThenable(result)) {
    tell({ failed: false, value: result });
    return result as Answer<R>;
  }
  return Promise.resolve(result).then(
    (value: unknown) => {
      tell({ failed: false, value });
      return value;
    },
    (error: unknown) => {
      tell({ failed: true, error });
      throw error;
    },
  ) as Answer<R>;
}
