import { dirname, isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What is set on `Error` while a stack is taken. */
const SETTINGS = ['prepareStackTrace', 'stackTraceLimit'] as const;

/** More than stand between an app's call and anything that asks for it. */
const MANY_FRAMES = 50;

/** All of the build is in one folder; of the sources this file is in one of several. */
const here = import.meta.dirname;
const ownFolder = here.endsWith('foundation') ? dirname(here) : here;
/** Copies of the package share what they measure into, so that calls lead through both. */
const OTHER_COPY = /[\\/]@acme[\\/]otel-metrics[\\/]dist[\\/]/;

type AnyFunction = (...args: never[]) => unknown;

/**
 * Whether the function that called `callee` has a name like this. Never throws. False where names are
 * lost, as in minified code.
 */
export function isCalledBy(name: RegExp, callee: AnyFunction): boolean {
  const [caller] = callSites(callee, 1);
  return name.test(caller?.getFunctionName() ?? '');
}

/**
 * `file:line` of what called the package, in the file that runs and not where a source map leads.
 * Never throws. `undefined` where no file of the app is on the stack, as in a callback of ours, or
 * where the app's file is a bundle that we are in. Costs some microseconds.
 */
export function appCallSite(): string | undefined {
  for (const site of callSites(appCallSite, MANY_FRAMES)) {
    const file = pathOf(site.getFileName());
    if (file !== undefined && !isOwn(file)) return `${file}:${site.getLineNumber()}`;
  }
  return undefined;
}

/** Not Node.js's own files, nor what has no place: code in a text may have anything in its name. */
function pathOf(file: string | null | undefined): string | undefined {
  try {
    const path = file?.startsWith('file:') ? fileURLToPath(file) : file;
    return path && isAbsolute(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

function isOwn(file: string): boolean {
  const next = file.charAt(ownFolder.length);
  return (file.startsWith(ownFolder) && (next === '/' || next === '\\')) || OTHER_COPY.test(file);
}

/**
 * The stack above `callee`. Runs none of the app's own hooks on stack traces, and leaves `Error` as it
 * was; empty where that can't be.
 */
function callSites(callee: AnyFunction, most: number): readonly NodeJS.CallSite[] {
  const before = SETTINGS.map((key) => Object.getOwnPropertyDescriptor(Error, key));
  try {
    Error.stackTraceLimit = most;
    Error.prepareStackTrace = (_error, sites) => sites;
    const holder: { stack?: unknown } = {};
    Error.captureStackTrace(holder, callee);
    return Array.isArray(holder.stack) ? holder.stack : [];
  } catch {
    return [];
  } finally {
    for (const [index, key] of SETTINGS.entries()) restore(key, before[index]);
  }
}

/** An app may have frozen `Error`, and then nothing was changed. */
function restore(key: (typeof SETTINGS)[number], before: PropertyDescriptor | undefined): void {
  if (before === undefined) Reflect.deleteProperty(Error, key);
  else Reflect.defineProperty(Error, key, before);
}
