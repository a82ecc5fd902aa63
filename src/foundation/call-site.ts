/** What is set on `Error` while a stack is taken. */
const SETTINGS = ['prepareStackTrace', 'stackTraceLimit'] as const;

/**
 * Whether the function that called `callee` has a name like this. Never throws, runs none of the
 * app's own hooks on stack traces, and leaves `Error` as it was. False where names are lost, as in
 * minified code.
 */
export function isCalledBy(name: RegExp, callee: (...args: never[]) => unknown): boolean {
  const before = SETTINGS.map((key) => Object.getOwnPropertyDescriptor(Error, key));
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
    for (const [index, key] of SETTINGS.entries()) restore(key, before[index]);
  }
}

/** An app may have frozen `Error`, and then nothing was changed. */
function restore(key: (typeof SETTINGS)[number], before: PropertyDescriptor | undefined): void {
  if (before === undefined) Reflect.deleteProperty(Error, key);
  else Reflect.defineProperty(Error, key, before);
}
