import { errorCodeOrClass } from '../../../foundation/error-class.ts';
import type { Failure } from '../operation-cells.ts';

const SQLSTATE = /^[0-9A-Z]{5}$/;

/**
 * Classifies what pg failed with: an answer of the server by its SQLSTATE, a failure of the
 * connection by the system's code, anything else by its class. Never throws.
 */
export function classifyFailure(error: unknown): Failure {
  const state = sqlStateOf(error);
  return state === undefined
    ? { type: errorCodeOrClass(error) }
    : { type: state, statusCode: state };
}

/** Only the server's answers have a severity; `EPIPE` has five letters, too. */
function sqlStateOf(error: unknown): string | undefined {
  try {
    const { code, severity } = error as { readonly code?: unknown; readonly severity?: unknown };
    const isState = typeof severity === 'string' && typeof code === 'string' && SQLSTATE.test(code);
    return isState ? code : undefined;
  } catch {
    return undefined;
  }
}
