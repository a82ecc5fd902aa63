import type { MeterProvider as ApiMeterProvider } from '@opentelemetry/api';
import type { MeterProvider } from '../pipeline/meter-provider.ts';

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
