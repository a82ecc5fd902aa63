import { ValueType } from '@opentelemetry/api';
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  AggregationType,
  DataPointType,
  MetricReader,
  type ResourceMetrics,
  MeterProvider as SdkMeterProvider,
} from '@opentelemetry/sdk-metrics';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setLogLevel } from '../../../src/foundation/log.ts';
import { createCollect, storeSource } from '../../../src/pipeline/collect.ts';
import type { Source } from '../../../src/pipeline/collection.ts';
import type { MeterProvider } from '../../../src/pipeline/meter-provider.ts';
import { createProducer } from '../../../src/pipeline/producer.ts';
import type { Family } from '../../../src/store/family.ts';
import { descriptorOf } from '../store/tables.ts';
import { faultsDuring, newProvider } from './readings.ts';

vi.mock(import('../../../src/foundation/clock.ts'), () => import('../../support/host-clock.ts'));
vi.mock(import('../../../src/foundation/timers.ts'), () => import('../../support/host-timers.ts'));

setLogLevel('none');

/** The smallest reader of the SDK: it collects when it is asked. */
class Reader extends MetricReader {
  protected override async onShutdown(): Promise<void> {}
  protected override async onForceFlush(): Promise<void> {}
}

/** What the SDK's own reader gets from our sources, and its complaints. */
async function read(sources: readonly Source[]) {
  const collect = createCollect(sources, { 'service.name': 'from the collection' });
  const reader = new Reader({ metricProducers: [createProducer(collect)] });
  const sdk = new SdkMeterProvider({
    readers: [reader],
    resource: resourceFromAttributes({ 'service.name': 'shop' }),
  });
  const result = await reader.collect();
  await sdk.shutdown();
  return result;
}

/** A provider with every kind in it, and what each is worth. */
function everyKind(): MeterProvider {
  const provider = newProvider();
  const meter = provider.getMeter('shop', '1.2');
  const orders = meter.createCounter('orders', { unit: '{order}', description: 'Orders.' });
  orders.add(2, { currency: 'EUR' });
  orders.add(3.5, { currency: 'USD' });
  meter.createUpDownCounter('jobs').add(-4);
  meter.createGauge('temperature').record(21.5);
  const seconds = meter.createHistogram('time', {
    unit: 's',
    advice: { explicitBucketBoundaries: [1, 2] },
  });
  for (const value of [0.5, 1, 1.5, 9]) seconds.record(value, { route: '/a' });
  const sizes = meter.createSummary('sizes', { unit: 'By', description: 'Sizes.' });
  for (const value of [100, 100, 100, 800]) sizes.record(value, { kind: 'photo' });
  sizes.bind({ kind: 'film' });
  meter.createObservableCounter('reads').addCallback((result) => result.observe(7));
  meter.createObservableUpDownCounter('depth').addCallback((result) => result.observe(-8));
  meter.createObservableGauge('age').addCallback(async (result) => result.observe(Number.NaN));
  meter.createCounter('silent');
  provider.getMeter('other').createCounter('orders').add(1);
  return provider;
}

describe("the SDK's reader", () => {
  it('takes every kind with its values', async () => {
    const { resourceMetrics, errors } = await read([storeSource(everyKind())]);
    expect(errors).toEqual([]);
    expect(resourceMetrics.resource.attributes).toEqual({ 'service.name': 'shop' });
    expect(resourceMetrics.scopeMetrics.map(({ scope }) => scope)).toEqual([
      { name: 'shop', version: '1.2' },
      { name: 'other' },
    ]);
    expect(Object.fromEntries(shapes(resourceMetrics))).toEqual({
      'shop orders': [
        { type: 'SUM', isMonotonic: true, unit: '{order}', description: 'Orders.' },
        [{ currency: 'EUR' }, 2],
        [{ currency: 'USD' }, 3.5],
      ],
      'shop jobs': [{ type: 'SUM', isMonotonic: false, unit: '', description: '' }, [{}, -4]],
      'shop temperature': [{ type: 'GAUGE', unit: '', description: '' }, [{}, 21.5]],
      'shop time': [
        { type: 'HISTOGRAM', unit: 's', description: '' },
        [
          { route: '/a' },
          {
            buckets: { boundaries: [1, 2], counts: [2, 1, 1] },
            count: 4,
            sum: 12,
            min: 0.5,
            max: 9,
          },
        ],
      ],
      'shop sizes': [
        { type: 'GAUGE', unit: 'By', description: 'Sizes.' },
        [{ kind: 'photo', quantile: '0.5' }, expect.closeTo(100, 0)],
        [{ kind: 'photo', quantile: '0.9' }, expect.closeTo(803, 0)],
        [{ kind: 'photo', quantile: '0.95' }, expect.closeTo(803, 0)],
        [{ kind: 'photo', quantile: '0.99' }, expect.closeTo(803, 0)],
        ...['0.5', '0.9', '0.95', '0.99'].map((quantile) => [
          { kind: 'film', quantile },
          Number.NaN,
        ]),
      ],
      'shop sizes_sum': [
        { type: 'SUM', isMonotonic: false, unit: '', description: 'Sizes.' },
        [{ kind: 'photo' }, 1100],
        [{ kind: 'film' }, 0],
      ],
      'shop sizes_count': [
        { type: 'SUM', isMonotonic: false, unit: '', description: 'Sizes.' },
        [{ kind: 'photo' }, 4],
        [{ kind: 'film' }, 0],
      ],
      'shop reads': [{ type: 'SUM', isMonotonic: true, unit: '', description: '' }, [{}, 7]],
      'shop depth': [{ type: 'SUM', isMonotonic: false, unit: '', description: '' }, [{}, -8]],
      'shop age': [{ type: 'GAUGE', unit: '', description: '' }, [{}, Number.NaN]],
      'other orders': [{ type: 'SUM', isMonotonic: true, unit: '', description: '' }, [{}, 1]],
    });
  });

  it('is told what was left out', async () => {
    const bad: Source = { name: 'bad', collect: () => Promise.reject(new Error('no')) };
    const { resourceMetrics, errors } = await read([bad, storeSource(everyKind())]);
    expect(errors).toEqual(['bad: Error: no']);
    expect(shapes(resourceMetrics)).toHaveLength(11);
  });

  it('gets the good metrics where one cannot be read', async () => {
    const provider = everyKind();
    const [first] = provider.store.families();
    const broken = { ...first, kind: 'histogram', series: () => [{}] } as unknown as Family;
    const families = async () => [broken, ...(await storeSource(provider).collect())];
    const faults = await faultsDuring(async () => {
      const { resourceMetrics } = await read([{ name: 'store', collect: families }]);
      expect(shapes(resourceMetrics)).toHaveLength(11);
    });
    expect(faults).toEqual({ exposition_error: 1 });
  });

  it('gets the other metrics where a summary says no quantiles', async () => {
    const provider = everyKind();
    const summary = provider.store.families().find(({ kind }) => kind === 'summary');
    const broken = { ...summary, series: () => [{ attributes: {}, startTimeMs: 1 }] };
    const families = async () => [broken as unknown as Family, ...provider.store.families()];
    const faults = await faultsDuring(async () => {
      const { resourceMetrics } = await read([{ name: 'store', collect: families }]);
      expect(shapes(resourceMetrics).filter(([name]) => name.includes('sizes'))).toHaveLength(3);
    });
    expect(faults).toEqual({ exposition_error: 1 });
  });

  it('has numbers of its own: what is recorded later does not change them', async () => {
    const provider = newProvider();
    const meter = provider.getMeter('shop');
    const counter = meter.createCounter('x', { valueType: ValueType.INT });
    const histogram = meter.createHistogram('y', { advice: { explicitBucketBoundaries: [1] } });
    const summary = meter.createSummary('z');
    counter.add(1);
    histogram.record(1);
    summary.record(1);
    const { resourceMetrics } = await read([storeSource(provider)]);
    const before = structuredClone(shapes(resourceMetrics));
    counter.add(1);
    histogram.record(1);
    summary.record(100);
    expect(shapes(resourceMetrics)).toEqual(before);
  });
});

describe('a native histogram', () => {
  /** What the SDK's own aggregation makes of these amounts. */
  async function ownOf(amounts: readonly number[]): Promise<unknown> {
    const reader = new Reader({});
    const type = AggregationType.EXPONENTIAL_HISTOGRAM;
    const sdk = new SdkMeterProvider({
      readers: [reader],
      views: [{ instrumentName: '*', aggregation: { type, options: { maxSize: 160 } } }],
    });
    const histogram = sdk.getMeter('shop').createHistogram('x');
    for (const amount of amounts) histogram.record(amount);
    const { resourceMetrics } = await reader.collect();
    await sdk.shutdown();
    return shapes(resourceMetrics);
  }

  async function oursOf(amounts: readonly number[]): Promise<unknown> {
    const provider = newProvider();
    const descriptor = descriptorOf({
      name: 'x',
      kind: 'histogram',
      form: 'native',
      boundaries: [],
    });
    const { table } = provider.store.register({ name: 'shop' }, descriptor);
    for (const amount of amounts) table.locate({}).take(amount);
    return shapes((await read([storeSource(provider)])).resourceMetrics);
  }

  // Narrower, the SDK's own is finer than Prometheus can take; ours is not.
  it.each([
    [1e-3, 3e-3],
    [1e-9, 1e-8],
    [0.001, 100],
    [1, 4096],
    [1e-100, 1e100],
    [1e-120, 1e180],
  ])("is equal to the SDK's own of the amounts from %d to %d", async (least, greatest) => {
    const growth = (greatest / least) ** (1 / 500);
    // Both ways in turns, so that the range grows to either side.
    const steps = Array.from({ length: 501 }, (_, i) => 250 + Math.ceil(i / 2) * (-1) ** i);
    const amounts = [0, ...steps.map((step) => least * growth ** step)];
    expect(await oursOf(amounts)).toEqual(await ownOf(amounts));
  });
});

describe("exporter-prometheus' serializer", () => {
  it('prints the values of the store', async () => {
    const { resourceMetrics } = await read([storeSource(everyKind())]);
    const text = new PrometheusSerializer().serialize(resourceMetrics);
    const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(
      samples.map((line) =>
        line.replace(/,?otel_scope_\w+="[^"]*"/g, '').replace(/(quantile.*) [\d.]+$/, '$1 ~'),
      ),
    ).toEqual([
      'target_info{service_name="shop"} 1',
      'orders_total{currency="EUR"} 2',
      'orders_total{currency="USD"} 3.5',
      'orders_total{} 1',
      'jobs{} -4',
      'temperature{} 21.5',
      'time_count{route="/a"} 4',
      'time_sum{route="/a"} 12',
      'time_bucket{route="/a",le="1"} 2',
      'time_bucket{route="/a",le="2"} 3',
      'time_bucket{route="/a",le="+Inf"} 4',
      'sizes{kind="photo",quantile="0.5"} ~',
      'sizes{kind="photo",quantile="0.9"} ~',
      'sizes{kind="photo",quantile="0.95"} ~',
      'sizes{kind="photo",quantile="0.99"} ~',
      'sizes{kind="film",quantile="0.5"} NaN',
      'sizes{kind="film",quantile="0.9"} NaN',
      'sizes{kind="film",quantile="0.95"} NaN',
      'sizes{kind="film",quantile="0.99"} NaN',
      'sizes_sum{kind="photo"} 1100',
      'sizes_sum{kind="film"} 0',
      'sizes_count{kind="photo"} 4',
      'sizes_count{kind="film"} 0',
      'reads_total{} 7',
      'depth{} -8',
      'age{} NaN',
    ]);
  });
});

describe('what is a delta', () => {
  it.each([
    [true, AggregationTemporality.DELTA],
    [false, AggregationTemporality.CUMULATIVE],
    [undefined, AggregationTemporality.CUMULATIVE],
  ])('is said where a family says it: %s', async (isDelta, temporality) => {
    const provider = newProvider();
    const meter = provider.getMeter('shop');
    meter.createCounter('x').add(1);
    meter.createHistogram('y').record(1);
    const families = provider.store.families().map((family) => {
      const { scope, descriptor, kind } = family;
      const walk = { groups: () => family.groups(), series: () => family.series() };
      return { scope, descriptor, kind, ...walk, ...(isDelta !== undefined && { isDelta }) };
    });
    const { resourceMetrics } = await read([{ name: 'store', collect: async () => families }]);
    const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
    expect(metrics.map(({ aggregationTemporality }) => aggregationTemporality)).toEqual([
      temporality,
      temporality,
    ]);
  });
});

describe('time', () => {
  const START = 1_700_000_000_250;
  beforeEach(() => {
    vi.useFakeTimers({ now: START });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  async function times(provider: MeterProvider) {
    const result = read([storeSource(provider)]);
    await vi.advanceTimersByTimeAsync(400);
    const { resourceMetrics } = await result;
    return resourceMetrics.scopeMetrics[0]?.metrics.map(
      ({ aggregationTemporality, dataPoints }) => ({
        aggregationTemporality,
        times: dataPoints.map(({ startTime, endTime }) => [startTime, endTime]),
      }),
    );
  }

  it('is cumulative: a series begins once, and ends with each collection', async () => {
    const provider = newProvider();
    const counter = provider.getMeter('shop').createCounter('x');
    counter.add(1, { id: 1 });
    vi.setSystemTime(START + 1000);
    counter.add(1, { id: 2 });
    for (const seconds of [2, 3]) {
      vi.setSystemTime(START + seconds * 1000);
      expect(await times(provider)).toEqual([
        {
          aggregationTemporality: AggregationTemporality.CUMULATIVE,
          times: [
            [
              [1_700_000_000, 250_000_000],
              [1_700_000_000 + seconds, 250_000_000],
            ],
            [
              [1_700_000_001, 250_000_000],
              [1_700_000_000 + seconds, 250_000_000],
            ],
          ],
        },
      ]);
    }
  });

  it('never ends before it begins, when a callback is slow', async () => {
    const provider = newProvider();
    provider
      .getMeter('shop')
      .createObservableCounter('x')
      .addCallback(async (result) => {
        await new Promise((resolve) => setTimeout(resolve, 400));
        result.observe(1);
      });
    const [x] = (await times(provider)) ?? [];
    expect(x?.times).toEqual([
      [
        [1_700_000_000, 650_000_000],
        [1_700_000_000, 650_000_000],
      ],
    ]);
  });
});

/** Each metric as `[scope and name, [what it is, ...its points]]`. */
function shapes({ scopeMetrics }: ResourceMetrics): [string, unknown[]][] {
  return scopeMetrics.flatMap(({ scope, metrics }) =>
    metrics.map((metric): [string, unknown[]] => {
      const { name, unit, description } = metric.descriptor;
      const type = DataPointType[metric.dataPointType];
      const isMonotonic = 'isMonotonic' in metric ? { isMonotonic: metric.isMonotonic } : {};
      const points = metric.dataPoints.map(({ attributes, value }) => [{ ...attributes }, value]);
      return [`${scope.name} ${name}`, [{ type, ...isMonotonic, unit, description }, ...points]];
    }),
  );
}
