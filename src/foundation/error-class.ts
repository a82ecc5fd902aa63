import { types } from 'node:util';

/** What the semantic conventions say where nothing better is known. */
export const OTHER = '_OTHER';

const CODE = /^[A-Z][A-Z0-9_]{0,63}$/;
/** As code would write it; anything else may be data, and has no place in an attribute. */
const CLASS = /^[A-Za-z_$][\w$]{0,63}$/;

/**
 * The class of what was thrown: the name that the error itself was given, else its constructor's; a
 * name that it inherits may be that of a class above. `_OTHER` for what is no error, and for a name
 * that looks made at run time. Never the message, which may quote data. Never throws.
 */
export function errorClass(thrown: unknown): string {
  try {
    if (!isError(thrown)) return OTHER;
    const isNamed = Object.hasOwn(thrown, 'name') || thrown instanceof DOMException;
    return accept(CLASS, isNamed ? thrown.name : thrown.constructor.name) ?? OTHER;
  } catch {
    // A name that throws when it is read is no reason not to count.
    return OTHER;
  }
}

/** The error's code, e.g. `ECONNREFUSED`, else its class. Never throws. */
export function errorCodeOrClass(error: unknown): string {
  try {
    return accept(CODE, (error as { readonly code?: unknown }).code) ?? errorClass(error);
  } catch {
    return OTHER;
  }
}

/** Errors of another realm (`node:vm`, a test runner's) are errors, too. */
function isError(thrown: unknown): thrown is Error {
  return thrown instanceof Error || types.isNativeError(thrown);
}

/** The text, unless it looks made at run time: then it would be a series of its own each time. */
function accept(form: RegExp, text: unknown): string | undefined {
  return typeof text === 'string' && form.test(text) ? text : undefined;
}
