/** What the semantic conventions say where nothing better is known. */
export const OTHER = '_OTHER';

const CODE = /^[A-Z][A-Z0-9_]{0,63}$/;
const CLASS = /^[A-Za-z_$][\w$]{0,63}$/;

/** The error's class, `_OTHER` where it has none to tell. Never its message. Never throws. */
export function errorClass(error: unknown): string {
  try {
    const thrown = error as Error;
    const isNamed = Object.hasOwn(thrown, 'name') || thrown instanceof DOMException;
    return accept(CLASS, isNamed ? thrown.name : thrown.constructor.name) ?? OTHER;
  } catch {
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

/** The text, unless it looks made at run time: then it would be a series of its own each time. */
function accept(form: RegExp, text: unknown): string | undefined {
  return typeof text === 'string' && form.test(text) ? text : undefined;
}
