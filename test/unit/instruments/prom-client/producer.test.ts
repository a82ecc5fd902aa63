import {
  DataPointType,
  MeterProvider,
  type MetricData,
  MetricReader,
} from '@opentelemetry/sdk-metrics';
import { expect, it } from 'vitest';
import { setLogLevel } from '../../../../src/foundation/log.ts';
import { bridgeRegistries } from '../../../../src/instruments/prom-client/bridge.ts';
import { createCollect } from '../../../../src/pipeline/collect.ts';
import { processMetrics } from '../../../../src/pipeline/process-metrics.ts';
import { createProducer } from '../../../../src/pipeline/producer.ts';
import { freshCopy, inOrder, LIBRARIES, type Sample, samplesIn } from './libraries.ts';

setLogLevel('none');

class Reader extends MetricReader {
  protected override async onShutdown(): Promise<void> {}
  protected override async onForceFlush(): Promise<void> {}
}

/** What the SDK's own reader gets. */
async function read(): Promise<MetricData[]> {
  const collect = createCollect(processMetrics().sources, {});
  const reader = new Reader({ metricProducers: [createProducer(collect)] });
  const sdk = new MeterProvider({ readers: [reader] });
  const { resourceMetrics, errors } = await reader.collect();
  await sdk.shutdown();
  expect(errors).toEqual([]);
  return resourceMetrics.scopeMetrics.flatMap(({ scope, metrics }) => {
    expect(scope).toEqual({ name: 'prom-client' });
    return metrics;
  });
}

function linesOf(metric: MetricData): Sample[] {
  const { name } = metric.descriptor;
  if (metric.dataPointType === DataPointType.EXPONENTIAL_HISTOGRAM) throw new TypeError(name);
  if (metric.dataPointType !== DataPointType.HISTOGRAM) {
    return metric.dataPoints.map(({ attributes, value }) => [name, textsOf(attributes), value]);
  }
  return metric.dataPoints.flatMap(
    ({ attributes, value: { buckets, count, sum = 0, ...bounds } }) => {
      expect(bounds).toEqual({});
      const labels = textsOf(attributes);
      let total = 0;
      const lines = buckets.counts.map((counted, index): Sample => {
        total += counted;
        const le = String(buckets.boundaries[index] ?? '+Inf');
        return [`${name}_bucket`, { ...labels, le }, total];
      });
      return [...lines, [`${name}_sum`, labels, sum], [`${name}_count`, labels, count]];
    },
  );
}

function textsOf(attributes: object): Record<string, string> {
  return { ...attributes } as Record<string, string>;
}

it.each(LIBRARIES)("the SDK's reader gets of %s what its own registry says", async (name) => {
  const { Counter, Gauge, Histogram, Summary, register } = freshCopy(name);
  register.setDefaultLabels({ app: 'shop' });
  const labelNames = ['a'];
  new Counter({ name: 'orders_total', help: 'h', labelNames }).inc({ a: 1 }, 2.5);
  new Gauge({ name: 'level', help: 'h', labelNames }).set({ a: 'x' }, -4);
  const took = new Histogram({ name: 'took', help: 'h', labelNames, buckets: [1, 2] });
  for (const value of [0.5, 1.5, 9]) took.observe({ a: 'x' }, value);
  took.zero({ a: 'y' });
  const waits = new Summary({ name: 'waits', help: 'h', labelNames, percentiles: [0.5, 0.99] });
  for (const value of [1, 2, 3]) waits.observe({ a: 'x' }, value);
  const stop = bridgeRegistries([register]);
  const metrics = await read();
  expect(inOrder(metrics.flatMap(linesOf))).toEqual(await samplesIn(register));
  expect(
    metrics.map((metric) => [metric.descriptor.name, DataPointType[metric.dataPointType]]),
  ).toEqual([
    ['orders_total', 'SUM'],
    ['level', 'GAUGE'],
    ['took', 'HISTOGRAM'],
    ['waits', 'GAUGE'],
    ['waits_sum', 'SUM'],
    ['waits_count', 'SUM'],
  ]);
  stop();
});
