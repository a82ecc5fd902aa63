import type { MeterProvider } from '@opentelemetry/api';
import { resolveApi } from './otel-api.ts';

/** Under which every copy of the API's first major version keeps its globals. */
const API_GLOBALS = Symbol.for('opentelemetry.js.api.1');

type Globals = { metrics?: MeterProvider | undefined };

/**
 * Makes `provider` the one that `metrics.getMeter()` leads to.
 * @param onReplaced Called when the app registers a provider of its own later.
 * @returns False where the app has registered one before, which then stays.
 */
export function offerGlobally(provider: MeterProvider, onReplaced: () => void): boolean {
  const api = resolveApi();
  if (api === undefined) return true;
  if (!api.metrics.setGlobalMeterProvider(provider)) return false;
  giveWay(provider, onReplaced);
  return true;
}

/**
 * The API refuses a second registration, so a preload in the first place would silently empty the
 * pipeline of an app with an SDK of its own. Here the place looks free to whoever registers, and
 * is theirs once they do.
 */
function giveWay(provider: MeterProvider, onReplaced: () => void): void {
  const globals = (globalThis as { [API_GLOBALS]?: Globals })[API_GLOBALS];
  if (globals === undefined) return;
  const visible = { configurable: true, enumerable: true };
  Object.defineProperty(globals, 'metrics', {
    ...visible,
    get: () => (isRegistration() ? undefined : provider),
    set(next: MeterProvider) {
      Object.defineProperty(globals, 'metrics', { ...visible, writable: true, value: next });
      onReplaced();
    },
  });
}

/**
 * Whether the API's `registerGlobal` asks if the place is taken. Only the stack tells it from
 * `getGlobal`; where it doesn't (a minified copy), the API refuses, and says so in its own log.
 */
function isRegistration(): boolean {
  return /\bregisterGlobal\b/.test(String(new Error().stack));
}
