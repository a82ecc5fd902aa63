import { countFault } from '../foundation/faults.ts';
import { warn } from '../foundation/log.ts';

/** How long one callback of the app may take before the collection goes on without it. */
export const CALLBACK_TIMEOUT_MS = 500;

/** Counts and says that a collection did not wait any longer for the app's code. */
export function reportTimeout(place: string, milliseconds = CALLBACK_TIMEOUT_MS): void {
  countFault('callback_timeout');
  warn(
    `callback_timeout:${place}`,
    `${place} took over ${milliseconds} ms: the collection went on with what was there by then`,
  );
}
