import type { MeterProvider as ApiMeterProvider, TracerProvider } from '@opentelemetry/api';
import type { MeterProvider } from '../pipeline/meter-provider.ts';
import { resolveApi } from '../pipeline/otel-api.ts';

/**
 * Our meters for one of OpenTelemetry's instrumentations, whose histograms are all durations: they
 * get the configured buckets in the place of the ones written down in the instrumentation.
 */
export function metersWithBuckets(
  provider: MeterProvider,
  buckets: readonly number[],
): ApiMeterProvider {
  const advice = { explicitBucketBoundaries: [...buckets] };
  return {
    getMeter(...scope) {
      const meter = provider.getMeter(...scope);
      return {
        ...meter,
        createHistogram: (name, options) => meter.createHistogram(name, { ...options, advice }),
      };
    },
  };
}

/**
 * Keeps one of OpenTelemetry's instrumentations from making spans: those are the app's affair, and
 * by default they would go to whatever tracer it has set up, beside the app's own.
 */
export function withoutSpans(instrumentation: {
  setTracerProvider(provider: TracerProvider): void;
}): void {
  const api = resolveApi();
  if (api !== undefined) instrumentation.setTracerProvider(new api.ProxyTracerProvider());
}
