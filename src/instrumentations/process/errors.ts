import type { Counter } from '../../pipeline/meter.ts';
import type { Observer } from '../../pipeline/observer.ts';

const OTHER = '_OTHER';
/** A class name as code would write it; anything else may be data, and has no place in a label. */
const CLASS_NAME = /^[A-Za-z_$][\w$]{0,63}$/;

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
    uncaughtException: (error) => count(1, classOf(error), 'critical'),
    warning: (warning) => count(1, classOf(warning), 'warning'),
  };
}

/** The name of what was thrown; where that is only the general one, its constructor's. */
function classOf(thrown: unknown): string {
  try {
    if (!(thrown instanceof Error)) return OTHER;
    const name: unknown = thrown.name === 'Error' ? thrown.constructor.name : thrown.name;
    return typeof name === 'string' && CLASS_NAME.test(name) ? name : OTHER;
  } catch {
    // A name that throws when it is read is no reason not to count.
    return OTHER;
  }
}
