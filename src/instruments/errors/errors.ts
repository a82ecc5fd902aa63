import { errorClass } from '../../foundation/error-class.ts';
import { countFault } from '../../foundation/faults.ts';
import { attempt } from '../../foundation/guard.ts';
import { isNewRecord } from '../../pipeline/counted-errors.ts';
import { ERRORS } from '../../pipeline/error-counter.ts';
import { counter } from '../declared/counter.ts';
import { onFirstUse } from '../declared/on-first-use.ts';
import { isSeverity, type Severity } from './severity.ts';

export interface RecordErrorOptions {
  /** How bad it is. Default: `medium`. */
  readonly severity?: Severity | undefined;
  /** Which part of the app it happened in: a name of few, as the code knows it. Default: `app`. */
  readonly component?: string | undefined;
}

const DEFAULT_SEVERITY: Severity = 'medium';
const DEFAULT_COMPONENT = 'app';
const LABEL_TYPES: readonly string[] = ['string', 'number', 'boolean'];

const errorCounter = onFirstUse(() =>
  counter(ERRORS.name, {
    help: ERRORS.description,
    unit: ERRORS.unit,
    labels: ERRORS.labels,
  }),
);

/** Errors of the app. On the page `errors_total{type,severity,component}`, beside the process's own. */
export const errors = {
  /**
   * Counts an error that the app has caught. Its type is its class, never its message, which may
   * quote data; `_OTHER` for what is no error.
   *
   * Each call counts, also of an object that the app keeps and throws again and again. What becomes of
   * the object then is the same event: an error hook that it is passed on to does not count it, nor
   * does the process where it ends as uncaught. The other way round, an error that the process has
   * just counted as uncaught is not counted by the call that reports it.
   *
   * Never throws. A severity that there is not is `medium`, and counted as the fault `invalid_label`.
   * Where the app has declared `errors` in another way, nothing is counted but the fault
   * `invalid_instrument`.
   *
   * @example
   * try { await charge(order); } catch (error) {
   *   errors.record(error, { severity: 'high', component: 'payments' });
   * }
   */
  record(error: unknown, options: RecordErrorOptions = {}): void {
    countError(error, options, isNewRecord);
  },
};

/** As `errors.record`, where `isNew` says so. It is asked only where the labels can be taken. */
export function countError(
  error: unknown,
  options: RecordErrorOptions,
  isNew: (error: unknown) => boolean,
): void {
  attempt('invalid_instrument', 'errors.record', () => {
    const { severity, component: given } = options ?? {};
    const component = given || DEFAULT_COMPONENT;
    const labels = { type: errorClass(error), severity: knownSeverity(severity), component };
    const counts = errorCounter();
    // What the counter refuses is no event that anybody has told of.
    const isRefused = !LABEL_TYPES.includes(typeof component);
    if (isRefused || isNew(error)) counts.add(1, labels);
  });
}

function knownSeverity(severity: unknown): Severity {
  if (isSeverity(severity)) return severity;
  if (severity !== undefined) countFault('invalid_label');
  return DEFAULT_SEVERITY;
}
