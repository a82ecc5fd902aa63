import { apiGlobals } from './global-provider.ts';

/** OpenTelemetry's `suppressTracing()` sets it: whoever makes spans looks at it. */
const SUPPRESS_TRACING = Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** The part of an API's context manager that is used. */
interface ContextManager {
  active(): Context;
  with<T>(context: Context, action: () => T): T;
}

interface Context {
  setValue(key: symbol, value: unknown): Context;
}

/** Runs what is no work of the app's: its tracer, where it has one, makes no spans of it. */
export function untraced<T>(action: () => T): T {
  const manager = apiGlobals()?.context as ContextManager | undefined;
  if (manager === undefined) return action();
  return manager.with(manager.active().setValue(SUPPRESS_TRACING, true), action);
}
