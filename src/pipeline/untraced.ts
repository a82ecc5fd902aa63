import { reportFault } from '../foundation/guard.ts';
import { apiGlobals } from './global-provider.ts';

/** OpenTelemetry's `suppressTracing()` sets it: whoever makes spans looks at it. */
const SUPPRESS_TRACING = Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** The part of an API's context manager that is used. */
interface ContextManager {
  active(): Context;
  with(context: Context, action: () => void): void;
}

interface Context {
  setValue(key: symbol, value: unknown): Context;
}

/**
 * Runs what is no work of the app's, and throws nothing itself: the app's tracer, where it has one,
 * makes no spans of it. Where what the app has registered throws, it runs as it is.
 */
export function untraced<T>(action: () => T): T {
  let ran: { readonly result: T } | undefined;
  try {
    const manager = apiGlobals()?.context as ContextManager | undefined;
    manager?.with(manager.active().setValue(SUPPRESS_TRACING, true), () => {
      ran = { result: action() };
    });
  } catch (error) {
    reportFault('export_error', "the app's context manager", error);
  }
  return ran === undefined ? action() : ran.result;
}
