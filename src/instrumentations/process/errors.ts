import type { Counter } from '../../pipeline/meter.ts';
import type { Observer } from '../../pipeline/observer.ts';
import { errorClass } from '../error-class.ts';

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

/** An observer that counts between `start` and its stop, and ignores what comes outside. */
export function createErrorObserver(): ErrorObserver {
  let counter: Counter | undefined;
  const count = (amount: number, type: string, severity: Severity) =>
    counter?.add(amount, { type, severity, component: 'process' });
  return {
    name: 'errors',
    observes: "the process's uncaughtExceptionMonitor and warning events",
    start(meter) {
      counter = meter.createCounter('errors', {
        unit: '{error}',
        description: 'Uncaught exceptions, unhandled rejections and process warnings.',
      });
      // Without a beginning at 0 the first of its kind is no increase to Prometheus.
      count(0, 'Error', 'critical');
      count(0, 'Warning', 'warning');
      return () => {
        counter = undefined;
      };
    },
    uncaughtException: (error) => count(1, errorClass(error), 'critical'),
    warning: (warning) => count(1, errorClass(warning), 'warning'),
  };
}
