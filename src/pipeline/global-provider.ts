import type { MeterProvider } from '@opentelemetry/api';
import { isCalledBy } from '../foundation/call-site.ts';
import { apiVersion } from './otel-api.ts';

/** Under which every copy of the API's first major version keeps its globals. */
const API_GLOBALS = Symbol.for('opentelemetry.js.api.1');

/** What is registered with the API, by whichever of its copies. */
export interface ApiGlobals {
  readonly version: string;
  metrics?: MeterProvider | undefined;
  readonly context?: unknown;
  readonly trace?: unknown;
}

/** What is registered with the API now, by whichever of its copies; loads none. */
export function apiGlobals(): ApiGlobals | undefined {
  return (globalThis as { [API_GLOBALS]?: ApiGlobals })[API_GLOBALS];
}

export interface RegistrationListener {
  /** The app registers a meter provider of its own. */
  onReplaced(): void;
  /** The app has registered something, or is about to: these are the globals then. */
  onRegistered(globals: ApiGlobals): void;
}

/**
 * How often it is asked whether a copy of the API is registering something, while none has: apps
 * register when they start, and the question costs some microseconds.
 */
const MOST_QUESTIONS = 1000;
const REGISTER = /^registerGlobal\d*$/;

/** Looks for the app's copy of the API once somebody asks for its version: many apps have none. */
function ofAppsVersion(): ApiGlobals {
  const [, entry] = process.argv;
  let version: string | undefined;
  return {
    get version() {
      version ??= apiVersion(entry);
      return version;
    },
  };
}

/**
 * Makes `provider` the one that `metrics.getMeter()` of every compatible copy of the API leads to.
 *
 * It is not registered the API's way. That would pin the API's version, so that a tracing set-up
 * with another copy would be refused; and it would take the place for good, so that an app's own
 * metrics SDK would be. Here both places look empty to whoever registers, and are theirs then.
 *
 * @returns False where the app has registered one before, which then stays.
 */
export function offerGlobally(provider: MeterProvider, listener: RegistrationListener): boolean {
  const existing = apiGlobals();
  const isFree = existing?.metrics === undefined;
  /** `registerGlobal` writes the globals back before it reads them; `getGlobal` never writes. */
  let isRegistering = false;
  let questions = existing === undefined ? MOST_QUESTIONS : 0;
  let globals: ApiGlobals = existing ?? ofAppsVersion();
  const visible = { configurable: true, enumerable: true };

  function stepInto(target: ApiGlobals): void {
    globals = target;
    if (!isFree) return;
    Object.defineProperty(target, 'metrics', {
      ...visible,
      get: () => (isRegistering ? undefined : provider),
      set(own: MeterProvider) {
        Object.defineProperty(target, 'metrics', { ...visible, writable: true, value: own });
        listener.onReplaced();
      },
    });
  }

  stepInto(globals);
  Object.defineProperty(globalThis, API_GLOBALS, {
    configurable: true,
    get: function readGlobals() {
      isRegistering = false;
      // To the first who registers there is nothing yet, and the version will be theirs.
      const isFirst = questions > 0 && questions-- > 0 && isCalledBy(REGISTER, readGlobals);
      return isFirst ? undefined : globals;
    },
    set(next: ApiGlobals) {
      isRegistering = true;
      questions = 0;
      if (next !== globals && typeof next === 'object' && next !== null) stepInto(next);
      listener.onRegistered(globals);
    },
  });
  if (existing !== undefined) listener.onRegistered(existing);
  return isFree;
}
