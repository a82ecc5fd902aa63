import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { PeriodicExportingMetricReader, MeterProvider as Sdk } from '@opentelemetry/sdk-metrics';
import protobuf from 'protobufjs';
import { expect, it, vi } from 'vitest';
import { createCollect, storeSource } from '../../../src/pipeline/collect.ts';
import { createProducer } from '../../../src/pipeline/producer.ts';
import { descriptorOf } from '../store/tables.ts';
import { newProvider } from './readings.ts';

vi.mock(import('../../../src/foundation/clock.ts'), () => import('../../support/host-clock.ts'));
vi.mock(import('../../../src/foundation/timers.ts'), () => import('../../support/host-timers.ts'));

/** The part of OTLP's messages that histograms are in. */
const { root } = protobuf.parse(`
  syntax = "proto3";
  message Request { repeated ResourceMetrics resource_metrics = 1; }
  message ResourceMetrics { repeated ScopeMetrics scope_metrics = 2; }
  message ScopeMetrics { repeated Metric metrics = 2; }
  message Metric {
    string name = 1;
    string unit = 3;
    Points histogram = 9;
    ExponentialPoints exponential_histogram = 10;
  }
  message Points { repeated Point data_points = 1; int32 aggregation_temporality = 2; }
  message Point {
    fixed64 count = 4;
    double sum = 5;
    repeated fixed64 bucket_counts = 6;
    repeated double explicit_bounds = 7;
  }
  message ExponentialPoints {
    repeated ExponentialPoint data_points = 1;
    int32 aggregation_temporality = 2;
  }
  message ExponentialPoint {
    fixed64 count = 4;
    double sum = 5;
    sint32 scale = 6;
    fixed64 zero_count = 7;
    Buckets positive = 8;
    Buckets negative = 9;
    double min = 12;
    double max = 13;
  }
  message Buckets { sint32 offset = 1; repeated uint64 bucket_counts = 2; }
`);

/** The metrics of what an exporter of the SDK sends to a collector, read as a collector does. */
async function exported(provider: ReturnType<typeof newProvider>): Promise<unknown[]> {
  const bodies: Buffer[] = [];
  const collector = createServer(async (request, response) => {
    bodies.push(await buffer(request));
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const { port } = collector.address() as AddressInfo;
  const reader = new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter({ url: `http://127.0.0.1:${port}/v1/metrics` }),
    metricProducers: [createProducer(createCollect([storeSource(provider)], {}))],
  });
  const sdk = new Sdk({ readers: [reader], resource: resourceFromAttributes({}) });
  await sdk.forceFlush();
  await sdk.shutdown();
  collector.close();
  const [body] = bodies;
  const type = root.lookupType('Request');
  const { resourceMetrics } = type.toObject(type.decode(body ?? Buffer.alloc(0)), {
    longs: Number,
    defaults: true,
  });
  return resourceMetrics[0].scopeMetrics[0].metrics;
}

it('exports native histograms as exponential ones, and those of both forms as bounded ones', async () => {
  const provider = newProvider();
  const scope = { name: 'shop' };
  for (const form of ['classic', 'native', 'both'] as const) {
    const descriptor = descriptorOf({ name: form, kind: 'histogram', form, unit: 's' });
    const { table } = provider.store.register(scope, descriptor);
    for (const amount of [0, 0.25, 1, 1, 4]) table.locate({}).take(amount);
  }
  const bounded = {
    unit: 's',
    exponentialHistogram: null,
    histogram: {
      aggregationTemporality: 2,
      dataPoints: [{ count: 5, sum: 6.25, bucketCounts: [4, 1], explicitBounds: [1] }],
    },
  };
  const exponential = {
    count: 5,
    sum: 6.25,
    min: 0,
    max: 4,
    // From 0.25 to 4 are four octaves and an end: 32 buckets each, two of them at the next scale.
    scale: 5,
    zeroCount: 1,
    positive: { offset: -65, bucketCounts: bucketCounts({ 0: 1, 64: 2, 128: 1 }) },
    negative: { offset: 0, bucketCounts: [] },
  };
  expect(await exported(provider)).toEqual([
    { name: 'classic', ...bounded },
    {
      name: 'native',
      unit: 's',
      histogram: null,
      exponentialHistogram: { aggregationTemporality: 2, dataPoints: [exponential] },
    },
    { name: 'both', ...bounded },
  ]);
});

/** Counts by position, with the empty buckets between. */
function bucketCounts(filled: Readonly<Record<number, number>>): number[] {
  const positions = Object.keys(filled).map(Number);
  return Array.from({ length: Math.max(...positions) + 1 }, (_, position) => filled[position] ?? 0);
}
