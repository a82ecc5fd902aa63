import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import type { MeterProvider } from '../../pipeline/meter-provider.ts';
import type { Observer } from '../../pipeline/observer.ts';
import { requireApi } from '../../pipeline/otel-api.ts';
import { metersWithBuckets, withoutSpans } from '../upstream.ts';

/**
 * OpenTelemetry's own instrumentation in the place of the observer `pg`. It measures operations
 * without their table and pools by `connect` events; `test/unit/instrumentations/db` lists how the
 * two differ. It sees ESM apps without a loader hook: pg's own files load each other by `require`,
 * whoever imported the first one.
 */
export function createEngine(provider: MeterProvider): Observer {
  requireApi();
  return {
    name: 'pg-engine',
    observes: 'modules pg and pg-pool by @opentelemetry/instrumentation-pg',
    start(_meter, config) {
      const instrumentation = new PgInstrumentation();
      instrumentation.setMeterProvider(metersWithBuckets(provider, config.databaseBuckets));
      withoutSpans(instrumentation);
      return () => instrumentation.disable();
    },
  };
}
