import { createRequire } from 'node:module';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  AggregationType,
  MeterProvider,
  MetricReader,
  type PushMetricExporter,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';

const proto = createRequire(import.meta.url).resolve('@opentelemetry/exporter-metrics-otlp-proto');

/** Upstream's exporters, by protocol. */
export const EXPORTERS = {
  'http/protobuf': '@opentelemetry/exporter-metrics-otlp-proto',
  'http/json': '@opentelemetry/exporter-metrics-otlp-http',
  grpc: '@opentelemetry/exporter-metrics-otlp-grpc',
};

export type Protocol = keyof typeof EXPORTERS;

export interface Sending {
  readonly url: string;
  readonly compression?: string;
  readonly timeoutMillis?: number;
  readonly tls?: { readonly ca: string; readonly key?: string; readonly cert?: string };
}

/** Sends these metrics by upstream's exporter; the error that it ends with, if any. */
export async function send(
  protocol: Protocol,
  { tls, ...options }: Sending,
  metrics: ResourceMetrics,
): Promise<Error | undefined> {
  const { OTLPMetricExporter } = createRequire(proto)(EXPORTERS[protocol]);
  const exporter: PushMetricExporter = new OTLPMetricExporter({
    ...options,
    ...(tls && { httpAgentOptions: tls, credentials: credentialsOf(tls) }),
  });
  const result = await new Promise<{ error?: Error }>((resolve) =>
    exporter.export(metrics, resolve),
  );
  await exporter.shutdown();
  return result.error;
}

function credentialsOf({ ca, key, cert }: Required<Sending>['tls']): object {
  const { credentials } = createRequire(createRequire(proto).resolve(EXPORTERS.grpc))(
    '@grpc/grpc-js',
  );
  return credentials.createSsl(...[ca, key, cert].map((pem) => (pem ? Buffer.from(pem) : null)));
}

class Reader extends MetricReader {
  protected async onForceFlush(): Promise<void> {}
  protected async onShutdown(): Promise<void> {}
}

/** One metric of each kind that upstream's SDK has. */
export async function collectSamples(
  temporality: AggregationTemporality,
): Promise<ResourceMetrics> {
  const reader = new Reader({ aggregationTemporalitySelector: () => temporality });
  const provider = new MeterProvider({
    resource: resourceFromAttributes({ 'service.name': 'shop', replicas: 2 }),
    readers: [reader],
    views: [
      {
        instrumentName: 'orders.native',
        aggregation: {
          type: AggregationType.EXPONENTIAL_HISTOGRAM,
          options: { maxSize: 4, recordMinMax: true },
        },
      },
    ],
  });
  const meter = provider.getMeter('shop', '1.2');
  const orders = meter.createCounter('orders', { unit: '{order}', description: 'Orders.' });
  orders.add(3, { s: '', n: -2, f: 1.5, b: false, l: ['x', 'y'] });
  orders.add(4, { s: 'ü' });
  meter.createUpDownCounter('stock').add(-7.5);
  meter.createGauge('level').record(Number.NaN);
  const advice = { explicitBucketBoundaries: [1, 5] };
  const seconds = meter.createHistogram('orders.seconds', { unit: 's', advice });
  const native = meter.createHistogram('orders.native');
  for (const value of [0, 1, 2, 4, 100]) {
    seconds.record(value);
    native.record(value);
  }
  const { resourceMetrics } = await reader.collect();
  await provider.shutdown();
  return resourceMetrics;
}

export { AggregationTemporality };
