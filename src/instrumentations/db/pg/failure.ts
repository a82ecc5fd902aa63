import type { Failure } from '../operation-cells.ts';

const SQLSTATE = /^[0-9A-Z]{5}$/;
/** Codes of Node's own errors: `ECONNREFUSED`, `ENOTFOUND`, `ERR_TLS_CERT_ALTNAME_INVALID`. */
const SYSTEM_CODE = /^[A-Z][A-Z0-9_]{2,63}$/;
const CLASS_NAME = /^[A-Za-z_$][\w$]{0,63}$/;
/** The conventions' value for what has no name. */
const OTHER: Failure = { type: '_OTHER' };

/**
 * Classifies what pg failed with: an answer of the server by its SQLSTATE, a failure of the
 * connection by the system's code, anything else by its class. Never the message, which may
 * quote data. Never throws.
 */
export function classifyFailure(error: unknown): Failure {
  try {
    if (typeof error !== 'object' || error === null) return OTHER;
    const { code, severity } = error as { code?: unknown; severity?: unknown };
    if (typeof code === 'string') {
      // Only the server's answers have a severity; `EPIPE` has five letters, too.
      if (typeof severity === 'string' && SQLSTATE.test(code)) {
        return { type: code, statusCode: code };
      }
      if (SYSTEM_CODE.test(code)) return { type: code };
    }
    const { name } = error.constructor;
    return CLASS_NAME.test(name) ? { type: name } : OTHER;
  } catch {
    return OTHER;
  }
}
