/**
 * Errors that are in `errors_total` already. An error may pass the app's own `errors.record`, a
 * framework's hook and the process's last exit, and is one event all the way. Held weakly, and
 * nothing is written on the error itself. `Symbol.for`: copies of the package count together.
 */
const COUNTED = Symbol.for('@acme/otel-metrics.counted-errors.v1');

/** The counter of observers and helpers: one family on the page, so all describe it alike. */
export const ERRORS = {
  name: 'errors',
  unit: '{error}',
  description:
    'Uncaught exceptions, unhandled rejections, process warnings, and errors that the app recorded.',
} as const;

type Holder = { [COUNTED]?: WeakSet<object> };

/**
 * Whether this is the first time that an error is to be counted; from now on it is not. What is no
 * object can't be told from its equals: it is new each time.
 */
export function isFirstCount(error: unknown): boolean {
  if ((typeof error !== 'object' || error === null) && typeof error !== 'function') return true;
  const counted = countedErrors();
  if (counted.has(error)) return false;
  counted.add(error);
  return true;
}

function countedErrors(): WeakSet<object> {
  const holder = globalThis as Holder;
  const known = holder[COUNTED];
  if (known !== undefined) return known;
  const made = new WeakSet<object>();
  Object.defineProperty(holder, COUNTED, { value: made });
  return made;
}
