import { processWide } from '../foundation/process-wide.ts';

/**
 * Errors that are in `errors_total` already. One event may pass the app's own `errors.record`, a
 * framework's hooks and the process's last exit; one object may be thrown again and again. So it is
 * kept who has told of an object last. Held weakly, and nothing is written on the error itself. Copies
 * of the package count together. What is no object can't be told from its equals: it has no past.
 */
interface CountedErrors {
  readonly toldBy: WeakMap<object, Teller>;
  /** What each request failed with, also where that is no object. */
  readonly ofRequest: WeakMap<object, Set<unknown>>;
}

type Teller = 'record' | 'request' | 'process';

const COUNTED = Symbol.for('@acme/otel-metrics.counted-errors.v1');

function countedErrors(): CountedErrors {
  return processWide(COUNTED, () => ({ toldBy: new WeakMap(), ofRequest: new WeakMap() }));
}

/** Notes who tells of an error, and says who did before. */
function tell(error: unknown, teller: Teller): Teller | undefined {
  if ((typeof error !== 'object' || error === null) && typeof error !== 'function')
    return undefined;
  const { toldBy } = countedErrors();
  const before = toldBy.get(error);
  toldBy.set(error, teller);
  return before;
}

/**
 * Whether an error that the app records is to be counted: each time, but for once after the process
 * had it, since an app that hears of its uncaught errors records that very event.
 */
export function isNewRecord(error: unknown): boolean {
  return tell(error, 'record') !== 'process';
}

/**
 * Whether an error in a hook is to be counted: once for each request, and not where the app has
 * recorded it since a hook had it last.
 */
export function isNewInRequest(error: unknown, request: object): boolean {
  const { ofRequest } = countedErrors();
  const known = ofRequest.get(request) ?? new Set();
  if (known.has(error)) return false;
  ofRequest.set(request, known.add(error));
  return tell(error, 'request') !== 'record';
}

/** Whether an error at the process's last exit is to be counted: where nobody has told of it. */
export function isNewUncaught(error: unknown): boolean {
  return tell(error, 'process') === undefined;
}
