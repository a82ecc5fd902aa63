import { afterEach, describe, expect, it } from 'vitest';
import { setLogLevel } from '../../../../src/foundation/log.ts';
import { bridgeRegistries } from '../../../../src/instruments/prom-client/bridge.ts';
import type { PromRegistry } from '../../../../src/instruments/prom-client/library.ts';
import { processMetrics } from '../../../../src/pipeline/process-metrics.ts';
import type { Family } from '../../../../src/store/family.ts';
import { faultsDuring } from '../../pipeline/readings.ts';
import { freshCopy, LIBRARIES, samplesIn, samplesOf } from './libraries.ts';

setLogLevel('none');

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

function bridge(...registries: readonly PromRegistry[]): () => void {
  const stop = bridgeRegistries(registries);
  stops.push(stop);
  return stop;
}

async function collect(): Promise<readonly Family[]> {
  const sources = [...processMetrics().sources];
  return (await Promise.all(sources.map((source) => source.collect()))).flat();
}

async function values(name: string): Promise<[Record<string, unknown>, number][]> {
  const families = (await collect()).filter(({ descriptor }) => descriptor.name === name);
  return families
    .flatMap((family) => [...family.series()])
    .map(({ attributes, value }) => [{ ...attributes }, value]);
}

describe.each(LIBRARIES)('%s', (name) => {
  it('says of all four kinds what its own registry says', async () => {
    const { Counter, Gauge, Histogram, Summary, register } = freshCopy(name);
    const labelNames = ['method', 'code'];
    const orders = new Counter({ name: 'orders_total', help: 'Orders.', labelNames });
    orders.inc({ method: 'card', code: 200 }, 2.5);
    orders.inc({ method: 'a "b"\\\n', code: '' });
    orders.inc({ method: 'cash' }, 4);
    new Counter({ name: 'plain', help: 'A counter without its ending.' }).inc(3);
    const level = new Gauge({ name: 'level', help: 'Levels.', labelNames });
    level.set({ code: 'low' }, Number.NEGATIVE_INFINITY);
    level.set({ method: 'x' }, Number.NaN);
    const took = new Histogram({ name: 'took_seconds', help: 'Time.', labelNames });
    for (const seconds of [0.001, 0.3, 11, 7]) took.observe({ method: 'get' }, seconds);
    took.zero({ method: 'put', code: 1 });
    const sizes = new Histogram({ name: 'sizes', help: 'Sizes.', buckets: [-1, 0, 1e7] });
    for (const size of [-3, -0.5, 5, 2e7]) sizes.observe(size);
    const waits = new Summary({
      name: 'waits',
      help: 'Waits.',
      labelNames,
      percentiles: [0.9, 0.5],
    });
    for (let wait = 1; wait <= 100; wait++) waits.observe({ code: wait % 2 }, wait);
    new Summary({ name: 'unused', help: 'Nothing yet.' });
    bridge(register);
    const bridged = await collect();
    expect(samplesOf(bridged)).toEqual(await samplesIn(register));
    expect(
      bridged.map(({ kind, descriptor: { name, description, isFinal } }) => [
        kind,
        name,
        description,
        isFinal,
      ]),
    ).toContainEqual(['counter', 'orders_total', 'Orders.', true]);
    expect(samplesOf(bridged).length).toBeGreaterThan(50);
  });

  it('says what its default metrics say', async () => {
    const { collectDefaultMetrics, register } = freshCopy(name);
    collectDefaultMetrics();
    bridge(register);
    const names = (samples: readonly (readonly [string, ...unknown[]])[]) => [
      ...new Set(samples.map(([metric]) => metric)),
    ];
    expect(names(samplesOf(await collect()))).toEqual(names(await samplesIn(register)));
  });

  it('has the default labels of its registry, and those of a series before them', async () => {
    const { Counter, Gauge, Histogram, register } = freshCopy(name);
    register.setDefaultLabels({ app: 'shop', zone: 1 });
    new Counter({ name: 'c', help: 'h', labelNames: ['zone'] }).inc({ zone: 'own' });
    new Gauge({ name: 'g', help: 'h' }).set(1);
    new Histogram({ name: 'h', help: 'h', labelNames: ['app'], buckets: [1] }).observe(
      { app: 'own' },
      2,
    );
    bridge(register);
    register.setDefaultLabels({});
    expect(await values('g')).toEqual([[{}, 1]]);
    register.setDefaultLabels({ app: 'shop', zone: 1 });
    const bridged = samplesOf(await collect());
    expect(bridged).toContainEqual(['c', { app: 'shop', zone: 'own' }, 1]);
    expect(bridged).toEqual(await samplesIn(register));
  });

  it('goes on with what changed, was removed, reset or cleared', async () => {
    const { Counter, Histogram, register } = freshCopy(name);
    const counter = new Counter({ name: 'c', help: 'h', labelNames: ['a'] });
    const histogram = new Histogram({ name: 'h', help: 'h', buckets: [1, 2] });
    bridge(register);
    const steps = [
      () => counter.inc({ a: 'x' }),
      () => counter.inc({ a: 'y' }, 5),
      () => histogram.observe(1.5),
      () => counter.remove({ a: 'x' }),
      () => register.removeSingleMetric('c'),
      () => register.resetMetrics(),
      () => register.clear(),
    ];
    for (const step of steps) {
      step();
      expect(samplesOf(await collect())).toEqual(await samplesIn(register));
    }
  });

  it('is the same family from collection to collection, with the same keys', async () => {
    const { Counter, register } = freshCopy(name);
    const counter = new Counter({ name: 'c', help: 'h', labelNames: ['b', 'a'] });
    counter.inc({ b: '1', a: '2' });
    bridge(register);
    const [before] = await collect();
    const keys = [...(before?.groups() ?? [])].map((group) => group.keys);
    counter.inc({ a: '1', b: '1' });
    const [after] = await collect();
    const [group, ...others] = after?.groups() ?? [];
    expect(after).toBe(before);
    expect(others).toEqual([]);
    expect(group?.keys).toBe(keys[0]);
    expect(group?.textsDiffer).toBe(true);
    expect([...(group?.blocks() ?? [])].map(({ size }) => size)).toEqual([2]);
  });

  it('runs collect functions, and goes on without the one that throws, rejects or hangs', async () => {
    const { Gauge, register } = freshCopy(name);
    let calls = 0;
    const collects = {
      sync() {
        this.set(1);
      },
      async late() {
        await new Promise((resolve) => setTimeout(resolve, 20));
        this.set(2);
      },
      throwing() {
        throw new Error('broken');
      },
      async rejecting() {
        throw new Error('broken');
      },
      hanging() {
        calls++;
        return new Promise<void>(() => {});
      },
    } as Record<string, (this: { set(value: number): void }) => void>;
    for (const [name, collect] of Object.entries(collects)) {
      new Gauge({ name, help: 'h', collect });
    }
    bridge(register);
    let families: readonly Family[] = [];
    const faults = await faultsDuring(async () => {
      families = await collect();
      await collect();
    });
    expect(samplesOf(families)).toEqual([
      ['late', {}, 2],
      ['sync', {}, 1],
    ]);
    expect(faults).toEqual({ callback_error: 4, callback_timeout: 2 });
    expect(calls).toBe(1);
  });

  it('keeps the ids of exemplars, and what was measured when', async () => {
    const { Counter, Histogram, Registry } = freshCopy(name);
    const registry = new Registry();
    registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never);
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const spanId = 'b7ad6b7169203331';
    const common = { help: 'h', enableExemplars: true, registers: [registry] };
    const counter = new Counter({ name: 'orders_total', ...common });
    counter.inc({
      value: 2,
      exemplarLabels: { trace_id: traceId, span_id: spanId, user: '"x"' },
    } as never);
    const histogram = new Histogram({ name: 'h', ...common, buckets: [1, 2] });
    histogram.observe({
      value: 1.5,
      exemplarLabels: { traceId: traceId.toUpperCase(), spanId },
    } as never);
    histogram.observe({ value: 9, exemplarLabels: { traceId: '"}', spanId } } as never);
    bridge(registry as never);
    const exemplars = (await collect()).flatMap((family) =>
      [...family.series()].flatMap((series) => series.exemplars),
    );
    const timeMs = expect.closeTo(Date.now(), -4);
    expect(exemplars).toEqual([
      { bucket: 0, value: 2, timeMs, traceId, spanId },
      { bucket: 1, value: 1.5, timeMs, traceId, spanId },
      { bucket: 2, value: 9, timeMs, traceId: '', spanId: '' },
    ]);
    expect((await collect()).map(({ descriptor }) => descriptor.name)).toEqual([
      'orders_total',
      'h',
    ]);
    // At its first page the library takes the ending away.
    await registry.metrics();
    expect((await collect()).map(({ descriptor }) => descriptor.name)).toEqual([
      'orders_total',
      'h',
    ]);
  });

  it('counts a metric once, in however many registries and bridges it is', async () => {
    const { Counter, Registry, register } = freshCopy(name);
    const own = new Registry();
    const counter = new Counter({ name: 'c', help: 'h', registers: [register, own] });
    counter.inc();
    bridge(register, own, register);
    const stop = bridge(own, Registry.merge([own]));
    expect(await values('c')).toEqual([[{}, 1]]);
    stop();
    expect(await values('c')).toEqual([[{}, 1]]);
  });

  it('shows two metrics of one name in two registries, and what tells of the process once', async () => {
    const { Counter, Registry } = freshCopy(name);
    const registries = ['one', 'two'].map((app) => {
      const registry = new Registry();
      const common = { help: 'h', labelNames: ['app'], registers: [registry] };
      new Counter({ name: 'c', ...common }).inc({ app });
      new Counter({ name: 'process_cpu_seconds_total', ...common }).inc({ app });
      return registry;
    });
    bridge(...registries);
    expect(await values('c')).toEqual([
      [{ app: 'one' }, 1],
      [{ app: 'two' }, 1],
    ]);
    expect(await values('process_cpu_seconds_total')).toEqual([[{ app: 'one' }, 1]]);
  });

  it('says that texts may meet where an app reuses its labels, or gives undefined', async () => {
    const { Counter, register } = freshCopy(name);
    const reused = new Counter({ name: 'reused', help: 'h', labelNames: ['a'] });
    const labels = { a: '' };
    for (const a of ['x', 'y']) reused.inc(Object.assign(labels, { a }));
    const absent = new Counter({ name: 'absent', help: 'h', labelNames: ['a'] });
    absent.inc({ a: 'undefined' });
    absent.inc({ a: undefined } as never);
    bridge(register);
    const families = await collect();
    const plain = families.flatMap((family) =>
      [...family.groups()].map((group) => group.textsDiffer),
    );
    expect(plain).toEqual([false, false]);
    expect(await values('absent')).toEqual([
      [{ a: 'undefined' }, 1],
      [{ a: 'undefined' }, 1],
    ]);
  });

  it('leaves a total that is none out', async () => {
    const { Counter, register } = freshCopy(name);
    const counter = new Counter({ name: 'c', help: 'h', labelNames: ['a'] });
    counter.inc({ a: 'x' }, Number.NaN);
    counter.inc({ a: 'y' }, 1);
    bridge(register);
    expect(await values('c')).toEqual([[{ a: 'y' }, 1]]);
  });

  it('changes nothing of the library', async () => {
    const { Counter, register } = freshCopy(name);
    register.setDefaultLabels({ app: 'shop' });
    new Counter({ name: 'c', help: 'h', labelNames: ['a'] }).inc({ a: 'x' });
    const before = await register.metrics();
    bridge(register);
    await collect();
    expect(await register.metrics()).toBe(before);
    const [metric] = register.getMetricsAsArray() as unknown as { get(): Promise<unknown> }[];
    expect(await metric?.get()).toMatchObject({ values: [{ labels: { a: 'x' }, value: 1 }] });
  });
});

describe('other registries', () => {
  const value = (metricName: string, labels: object, value: number) => ({
    metricName,
    labels,
    value,
  });

  it('are read whatever the order of their lines and buckets', async () => {
    const values = [
      ...[value('h_sum', { a: 'x' }, 9), value('h_sum', { a: 'y' }, 8)],
      ...[value('h_bucket', { a: 'x', le: 10 }, 3), value('h_bucket', { le: '1', a: 'x' }, 1)],
      ...[value('h_bucket', { a: 'y', le: '+Inf' }, 2), value('h_count', { a: 'y' }, 2)],
      ...[value('h_bucket', { a: 'x', le: '1' }, 1), value('h_count', { a: 'x' }, 4)],
      ...[value('h_bucket', { a: 'x', le: 'wide' }, 4), value('h_count', { a: 'no sum' }, 4)],
    ];
    const metric = { name: 'h', help: 'h', type: 'histogram', get: () => ({ values }) };
    bridge({ getMetricsAsArray: () => [metric] });
    const [family] = await collect();
    expect(
      [...(family?.series() ?? [])].map((series) => [series.attributes, series.distribution]),
    ).toEqual([
      [
        { a: 'x' },
        {
          boundaries: [1, 10],
          counts: [1, 2, 1],
          count: 4,
          sum: 9,
          min: Number.NaN,
          max: Number.NaN,
        },
      ],
      [
        { a: 'y' },
        { boundaries: [], counts: [2], count: 2, sum: 8, min: Number.NaN, max: Number.NaN },
      ],
    ]);
  });

  it('may tell labels in any order, and quantiles that are none', async () => {
    const values = [
      ...[
        value('s', { a: 1, b: 2, quantile: 0.9 }, 9),
        value('s', { b: 2, quantile: 'x', a: 1 }, 7),
      ],
      ...[value('s', { quantile: '0.5', b: 2, a: 1 }, 5), value('s_sum', { b: 2, a: 1 }, 14)],
      value('s_count', { a: 1, b: 2 }, 2),
    ];
    const metric = { name: 's', help: 'h', type: 'summary', get: () => ({ values }) };
    bridge({ getMetricsAsArray: () => [metric] });
    const [family] = await collect();
    expect(
      [...(family?.series() ?? [])].map((series) => [series.attributes, series.summary]),
    ).toEqual([
      [
        { a: '1', b: '2' },
        {
          ...{ count: 2, sum: 14 },
          quantiles: [
            { quantile: 0.5, value: 5 },
            { quantile: 0.9, value: 9 },
          ],
        },
      ],
    ]);
  });

  it.each([
    ['are one text', [1, '1'], false],
    ['are none', ['', 'x'], false],
    ['are no Unicode', ['\ud800', 'x'], false],
    ['are of one type', [1, 2], true],
  ])('say whether the values of a label %s', async (_, values, areApart) => {
    const get = () => ({ values: values.map((a) => ({ labels: { a }, value: 1 })) });
    bridge({ getMetricsAsArray: () => [{ name: 'g', type: 'gauge', get }] });
    const [family] = await collect();
    expect([...(family?.groups() ?? [])].map(({ textsDiffer }) => textsDiffer)).toEqual([areApart]);
  });

  it('are there as far as there is time, where they take too long', async () => {
    const metrics = Array.from({ length: 8 }, (_, index) => ({
      ...{ name: `slow_${index}`, type: 'gauge' },
      async get() {
        await new Promise((resolve) => setTimeout(resolve, 300));
        return { values: [{ value: index }] };
      },
    }));
    bridge({ getMetricsAsArray: () => metrics });
    let families: readonly Family[] = [];
    const faults = await faultsDuring(async () => {
      families = await collect();
    });
    const names = families.map(({ descriptor }) => descriptor.name);
    expect(names[0]).toBe('slow_0');
    expect(names).not.toContain('slow_7');
    expect(faults).toEqual({ callback_timeout: 1 });
  });

  it('are left out alone where they or their metrics are none', async () => {
    const odd = [
      { name: 'odd', type: 'info', get: () => ({ values: [] }) },
      { name: 'none', type: 'gauge' },
    ];
    const good = { name: 'good', type: 'gauge', get: () => ({ values: [{ value: 1 }] }) };
    const broken = {
      getMetricsAsArray(): never {
        throw new Error('broken');
      },
    };
    bridge(broken, { getMetricsAsArray: () => [...odd, good] });
    let families: readonly Family[] = [];
    const faults = await faultsDuring(async () => {
      families = await collect();
    });
    expect(samplesOf(families)).toEqual([['good', {}, 1]]);
    expect(faults).toEqual({ callback_error: 3 });
  });

  it('of a second copy of the package join the source of the first', async () => {
    const { Counter, register } = freshCopy('prom-client');
    new Counter({ name: 'c', help: 'h' }).inc();
    bridge(register);
    const { sources } = processMetrics();
    const [source] = sources as Set<object>;
    const key = Symbol.for('@acme/otel-metrics.bridged.v1');
    expect(sources.size).toBe(1);
    expect((source as Record<symbol, Set<unknown>>)[key]?.size).toBe(1);
    bridge(register);
    expect(sources.size).toBe(1);
    for (const stop of stops.splice(0)) stop();
    expect(sources.size).toBe(0);
  });
});
