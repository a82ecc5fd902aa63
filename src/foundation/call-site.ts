/**
 * Whether the function that called `callee` has a name like this. Never throws, and runs none of
 * the app's own hooks on stack traces. False where names are lost, as in minified code.
 */
export function isCalledBy(name: RegExp, callee: (...args: never[]) => unknown): boolean {
  const { prepareStackTrace, stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = 1;
    Error.prepareStackTrace = (_error, sites) => sites;
    const holder: { stack?: unknown } = {};
    Error.captureStackTrace(holder, callee);
    const [caller] = holder.stack as NodeJS.CallSite[];
    return name.test(caller?.getFunctionName() ?? '');
  } catch {
    return false;
  } finally {
    restore({ prepareStackTrace, stackTraceLimit });
  }
}

/** An app may have frozen `Error`, and then nothing was changed. */
function restore(settings: Pick<ErrorConstructor, 'prepareStackTrace' | 'stackTraceLimit'>): void {
  try {
    Object.assign(Error, settings);
  } catch {
    // Frozen.
  }
}
