import { ERRORS, isFirstCount } from '../foundation/counted-errors.ts';
import { errorClass } from '../foundation/error-class.ts';
import { countFault } from '../foundation/faults.ts';
import { attempt } from '../foundation/guard.ts';
import { counter } from './counter.ts';
import { onFirstUse } from './on-first-use.ts';
import { isSeverity, type Severity } from './severity.ts';

export interface RecordErrorOptions {
  /** How bad it is. Default: `medium`. */
  readonly severity?: Severity | undefined;
  /** Which part of the app it happened in: a name of few, as the code knows it. Default: `app`. */
  readonly component?: string | undefined;
}

const DEFAULT_SEVERITY: Severity = 'medium';
const DEFAULT_COMPONENT = 'app';

const errorCounter = onFirstUse(() =>
  counter(ERRORS.name, {
    help: ERRORS.description,
    unit: ERRORS.unit,
    labels: ['type', 'severity', 'component'],
  }),
);

/** Errors of the app. On the page `errors_total{type,severity,component}`, beside the process's own. */
export const errors = {
  /**
   * Counts an error that the app has caught. Its type is its class, never its message, which may
   * quote data; `_OTHER` for what is no error.
   *
   * An error object is one event, however often it is recorded, passes an error hook, or is thrown
   * on until the process counts it as uncaught: the first of them counts. So one object that an app
   * keeps and throws again and again counts once; what is no object counts each time.
   *
   * Never throws. A severity that there is not is `medium`, and counted as a fault of the agent.
   *
   * @example
   * try { await charge(order); } catch (error) {
   *   errors.record(error, { severity: 'high', component: 'payments' });
   * }
   */
  record(error: unknown, options: RecordErrorOptions = {}): void {
    attempt('invalid_instrument', 'errors.record', () => {
      const { severity, component } = options ?? {};
      const labels = {
        type: errorClass(error),
        severity: knownSeverity(severity),
        component: component || DEFAULT_COMPONENT,
      };
      const counts = errorCounter();
      if (isFirstCount(error)) counts.add(1, labels);
    });
  },
};

function knownSeverity(severity: unknown): Severity {
  if (isSeverity(severity)) return severity;
  if (severity !== undefined) countFault('invalid_label');
  return DEFAULT_SEVERITY;
}
