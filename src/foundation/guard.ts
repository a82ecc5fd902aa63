import { MetricsError } from './errors.ts';
import { countFault, type FaultCause } from './faults.ts';
import { warn } from './log.ts';

/**
 * What an unknown thrown value says of itself, without ever throwing again. The package's own
 * errors are sentences for people, and stand without their name.
 */
export function describeError(error: unknown): string {
  try {
    if (error instanceof MetricsError) return error.message;
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  } catch {
    return 'an error that cannot be printed';
  }
}

/**
 * Counts a fault and says it once a minute. `place` names what failed, for the reader of the log.
 * Nothing stands between this and the app, so it never throws, whatever the app has broken.
 */
export function reportFault(cause: FaultCause, place: string, error: unknown): void {
  try {
    countFault(cause);
    warn(`${cause}:${place}`, `${place} failed, the app goes on: ${describeError(error)}`);
  } catch {
    // There is nobody left to tell.
  }
}

/** Runs `action`; a throw is counted, said once a minute, and answered with `undefined`. */
export function attempt<T>(cause: FaultCause, place: string, action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    reportFault(cause, place, error);
    return undefined;
  }
}

/** Runs every stop. One that throws is counted and said, and keeps no other from running. */
export function stopAll(stops: readonly (() => void)[]): void {
  for (const stop of stops) attempt('observer_error', 'stopping an observer', stop);
}

/**
 * Wraps an entry from the host (listener, callback, patch) so that nothing is thrown into it. It
 * passes on two arguments at most: a list of any length would cost an array at each call.
 */
export function guarded<A, B>(
  cause: FaultCause,
  place: string,
  entry: (first: A, second: B) => void,
): (first?: A, second?: B) => void {
  return (first, second) => {
    try {
      entry(first as A, second as B);
    } catch (error) {
      reportFault(cause, place, error);
    }
  };
}
