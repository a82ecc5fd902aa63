import { errorClass } from '../../foundation/error-class.ts';
import { isNewUncaught } from '../../pipeline/counted-errors.ts';
import { ERRORS, type ErrorLabels } from '../../pipeline/error-counter.ts';
import { type Counter, TERMS } from '../../pipeline/meter.ts';
import type { Observer } from '../../pipeline/observer.ts';

/**
 * Counts the process's own failures. It listens to nothing: `agent/lifecycle.ts` hands the
 * process's `uncaughtExceptionMonitor` and `warning` events to it. Unhandled rejections come as
 * uncaught exceptions, as Node makes them; a listener of their own would change what the app does.
 */
export interface ErrorObserver extends Observer {
  readonly uncaughtException: (error: unknown) => void;
  readonly warning: (warning: unknown) => void;
}

type Severity = 'critical' | 'warning';

/**
 * An observer that counts between `start` and its stop, and ignores what comes outside. An error object
 * that was counted before, by the app or by itself, is not counted again.
 */
export function createErrorObserver(): ErrorObserver {
  let counter: Counter | undefined;
  const add = (amount: number, type: string, severity: Severity) =>
    counter?.add(amount, { type, severity, component: 'process' } satisfies ErrorLabels);
  const count = (error: unknown, severity: Severity) => {
    if (counter !== undefined && isNewUncaught(error)) add(1, errorClass(error), severity);
  };
  return {
    name: 'errors',
    observes: "the process's uncaughtExceptionMonitor and warning events",
    start(meter) {
      const { name, unit, description } = ERRORS;
      // Labels as of the errors that the app records: one family, of one shape.
      const terms = { showsScope: false };
      counter = meter.createCounter(name, { unit, description, [TERMS]: terms });
      // Without a beginning at 0 the first of its kind is no increase to Prometheus.
      add(0, 'Error', 'critical');
      add(0, 'Warning', 'warning');
      return () => {
        counter = undefined;
      };
    },
    uncaughtException: (error) => count(error, 'critical'),
    warning: (warning) => count(warning, 'warning'),
  };
}
