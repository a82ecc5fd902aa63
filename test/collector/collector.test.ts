// A real OpenTelemetry Collector takes what the packed package pushes, and passes it on.
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { runApp, waitFor } from '../support/app-process.ts';
import { findDebianProgram } from '../support/debian-package.ts';
import { createProject } from '../support/packed-project.ts';
import { startVictoriaMetrics, type VictoriaMetrics } from '../support/victoria-metrics.ts';
import { type Collector, startCollector } from './collector.ts';
import type { PrintedMetric, PrintedPoint, PrintedRequest } from './debug-output.ts';

const PROTOCOLS = ['http/protobuf', 'http/json', 'grpc'] as const;
const COMPRESSIONS = ['gzip', 'none'] as const;
const CASES = PROTOCOLS.flatMap((protocol) => COMPRESSIONS.map((how) => ({ protocol, how })));

function serviceOf({ protocol, how }: (typeof CASES)[number]): string {
  return `${protocol.replace('/', '-')}-${how}`;
}

let project: string;
let victoria: VictoriaMetrics;
let collector: Collector;

beforeAll(async () => {
  project = createProject(inject('tarball'), {
    dependencies: {
      '@opentelemetry/api': '1.10.0',
      '@opentelemetry/exporter-metrics-otlp-grpc': '0.301.0',
    },
  });
  copyFileSync(join(import.meta.dirname, 'shop.mjs'), join(project, 'shop.mjs'));
  const found = findDebianProgram({
    suite: 'trixie',
    package: 'victoria-metrics',
    path: 'usr/bin/victoria-metrics',
  });
  if (found.lacks !== undefined) throw new Error(found.lacks);
  victoria = await startVictoriaMetrics({ command: found.command });
  collector = await startCollector({
    command: inject('collector'),
    forwardTo: victoria.otlpUrl,
  });
});
afterAll(async () => {
  await collector?.stop();
  await victoria?.stop();
  rmSync(project, { recursive: true, force: true });
});

/** Runs the shop to its end; what the Collector got of it, which is two pushes. */
async function pushes(
  service: string,
  env: Readonly<Record<string, string>>,
): Promise<[PrintedRequest, PrintedRequest]> {
  const port =
    env['OTEL_EXPORTER_OTLP_PROTOCOL'] === 'grpc' ? collector.grpcPort : collector.httpPort;
  const exit = await runApp({
    cwd: project,
    args: ['--import', '@acme/otel-metrics/register', 'shop.mjs'],
    env: {
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_SERVICE_NAME: service,
      OTEL_RESOURCE_ATTRIBUTES: 'k8s.pod.name=shop-1,service.version=1.2.3',
      ...env,
    },
  });
  expect(exit).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
  return waitFor(
    () => {
      const of = collector
        .requests()
        .filter(({ resource }) => resource['service.name'] === service);
      const [first, second, ...more] = of;
      expect(more).toEqual([]);
      return first && second ? ([first, second] as [PrintedRequest, PrintedRequest]) : undefined;
    },
    () => `the Collector has not got two pushes of ${service}`,
  );
}

function metricOf({ metrics }: PrintedRequest, name: string): PrintedMetric {
  const found = metrics.filter(({ descriptor }) => descriptor['Name'] === name);
  const [metric] = found;
  if (metric === undefined || found.length > 1) throw new Error(`${found.length} of ${name}`);
  return metric;
}

function pointOf(request: PrintedRequest, name: string): PrintedPoint {
  const { points } = metricOf(request, name);
  const [point] = points;
  if (point === undefined || points.length > 1) throw new Error(`${name}: ${points.length} points`);
  return point;
}

function numbers(request: PrintedRequest, name: string): Record<string, number> {
  const fields = Object.entries(pointOf(request, name).fields);
  return Object.fromEntries(fields.map(([key, text]) => [key, Number(text)]));
}

describe.each(CASES)('pushed by $protocol, $how', ({ protocol, how }) => {
  const env = { OTEL_EXPORTER_OTLP_PROTOCOL: protocol, OTEL_EXPORTER_OTLP_COMPRESSION: how };
  const service = serviceOf({ protocol, how });

  it('totals, with their names, kinds, attributes and resource', async () => {
    const [first, last] = await pushes(service, env);
    expect(last.resource).toMatchObject({
      'service.name': service,
      'service.version': '1.2.3',
      'k8s.pod.name': 'shop-1',
      'telemetry.sdk.language': 'nodejs',
      'service.instance.id': first.resource['service.instance.id'],
    });
    expect(metricOf(last, 'orders').descriptor).toEqual({
      ...{ Name: 'orders', Description: 'Orders taken.', Unit: '' },
      ...{ DataType: 'Sum', IsMonotonic: 'true', AggregationTemporality: 'Cumulative' },
    });
    expect(metricOf(last, 'basket_value').descriptor).toMatchObject({
      ...{ Unit: 'By', DataType: 'Histogram', AggregationTemporality: 'Cumulative' },
    });
    expect(metricOf(last, 'doors_open').descriptor).toMatchObject({ DataType: 'Gauge' });
    expect(metricOf(last, 'sessions').descriptor).toMatchObject({
      ...{ DataType: 'Sum', IsMonotonic: 'false', AggregationTemporality: 'Cumulative' },
    });

    expect(pointOf(last, 'orders').attributes).toEqual({ channel: 'web' });
    const started = ({ fields }: PrintedPoint) => fields['StartTimestamp'];
    expect(started(pointOf(last, 'orders'))).toBe(started(pointOf(first, 'orders')));
    expect(numbers(first, 'orders')['Value']).toBe(2);
    expect(numbers(last, 'orders')['Value']).toBe(3);
    expect(numbers(last, 'basket_value')).toMatchObject({
      ...{ Count: 3, Sum: 101.5, 'ExplicitBounds #0': 10, 'ExplicitBounds #1': 50 },
    });
    expect(pointOf(last, 'basket_value').fields).toMatchObject({
      'Buckets #0, Count': '1',
      'Buckets #1, Count': '1',
      'Buckets #2, Count': '1',
    });
    expect(numbers(last, 'doors_open')['Value']).toBe(3);
    expect(numbers(last, 'sessions')['Value']).toBe(5);
  });

  it('what came since the last push', async () => {
    const deltas = `${service}-delta`;
    const [first, last] = await pushes(deltas, {
      ...env,
      OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
    });
    for (const name of ['orders', 'basket_value']) {
      expect(metricOf(last, name).descriptor['AggregationTemporality']).toBe('Delta');
      expect(pointOf(last, name).fields['StartTimestamp']).toBe(
        pointOf(first, name).fields['Timestamp'],
      );
    }
    expect(numbers(first, 'orders')['Value']).toBe(2);
    expect(numbers(last, 'orders')['Value']).toBe(1);
    expect(numbers(first, 'basket_value')).toMatchObject({ Count: 1, Sum: 37.5 });
    expect(numbers(last, 'basket_value')).toMatchObject({ Count: 2, Sum: 64 });
    expect(metricOf(last, 'sessions').descriptor['AggregationTemporality']).toBe('Cumulative');
    expect(numbers(last, 'sessions')['Value']).toBe(5);
  });
});

it('exponential histograms', async () => {
  const [, last] = await pushes('exponential', {
    OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'base2_exponential_bucket_histogram',
  });
  expect(metricOf(last, 'basket_value').descriptor['DataType']).toBe('ExponentialHistogram');
  expect(numbers(last, 'basket_value')).toMatchObject({ Count: 3, Sum: 101.5 });
});

it('is passed on to VictoriaMetrics', async () => {
  const services = CASES.map(serviceOf).sort();
  const isWhole = (results: readonly unknown[]) => results.length >= services.length;
  for (const query of ['orders_total == 3', 'basket_value_bytes_count == 3']) {
    const labels = `{service_name=~"${services.join('|')}"}`;
    const stored = await victoria.query(query.replace(' ', `${labels} `), isWhole);
    expect(stored.map(({ metric }) => metric['service_name']).sort()).toEqual(services);
    for (const { metric } of stored) expect(metric['k8s_pod_name']).toBe('shop-1');
  }
});
