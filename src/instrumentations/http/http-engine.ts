import { createRequire, syncBuiltinESMExports } from 'node:module';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { isUnobserved } from '../../foundation/unobserved.ts';
import type { MeterProvider } from '../../pipeline/meter-provider.ts';
import type { Observer } from '../../pipeline/observer.ts';
import { requireApi } from '../../pipeline/otel-api.ts';
import { isInTimedCall } from '../../pipeline/timed-call.ts';
import { metersWithBuckets, withoutSpans } from '../upstream.ts';
import { observeUndici } from './undici-client.ts';

/**
 * OpenTelemetry's own instrumentation in the place of the observers `http-server` and
 * `http-client`. It measures durations through `node:http` and `node:https`, nothing else: `fetch`
 * stays with our observer, and there are no active requests, body sizes or routes (it takes
 * `http.route` from a context manager, which belongs to the app).
 */
export function createEngine(provider: MeterProvider): Observer {
  requireApi();
  return {
    name: 'http-engine',
    observes: 'node:http and node:https by @opentelemetry/instrumentation-http; undici:request:*',
    start(meter, config) {
      const http = enableInstrumentation();
      http.setMeterProvider(metersWithBuckets(provider, config.httpBuckets));
      withoutSpans(http);
      const stopUndici = observeUndici(meter, config);
      return () => {
        stopUndici();
        http.disable();
        syncBuiltinESMExports();
      };
    },
  };
}

/** One for all starts: upstream's hooks are shown a module only when it is first loaded. */
let instrumentation: HttpInstrumentation | undefined;

/**
 * Patches `node:http` and `node:https` by loading them under upstream's hooks, and hands the
 * patched functions on to those who import them from ESM: a builtin needs no loader hook.
 */
function enableInstrumentation(): HttpInstrumentation {
  instrumentation ??= new HttpInstrumentation({
    ignoreIncomingRequestHook: ({ socket }) => isUnobserved((socket as ServerSocket).server),
    // Never where nobody follows timed calls, as `observeUndici` does in classic names.
    ignoreOutgoingRequestHook: ({ agent }) =>
      (typeof agent === 'object' && isUnobserved(agent)) || isInTimedCall('external_api_duration'),
  });
  instrumentation.enable();
  const require = createRequire(import.meta.filename);
  require('node:http');
  require('node:https');
  syncBuiltinESMExports();
  return instrumentation;
}

interface ServerSocket {
  readonly server?: object;
}
