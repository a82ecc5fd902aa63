import { JsonMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { describe, expect, it } from 'vitest';
import { setLogLevel } from '../../../src/foundation/log.ts';
import { atOnce } from '../../../src/foundation/turns.ts';
import { createTemporality } from '../../../src/otlp/delta/temporality.ts';
import { createJsonEncoder } from '../../../src/otlp/json.ts';
import type { Collection } from '../../../src/pipeline/collection.ts';
import { toResourceMetrics } from '../../../src/pipeline/producer.ts';
import type { Family } from '../../../src/store/family.ts';
import { decodeJsonRequest } from '../../support/otlp/decode.ts';
import { distribution, fakeFamily, seriesOf } from '../exposition/fake-family.ts';
import { faultsDuring, newProvider } from '../pipeline/readings.ts';

setLogLevel('none');

function collectionOf(families: readonly Family[]): Collection {
  const resource = { 'service.name': 'shop', 'host.name': 'café "1"' } as never;
  return { resource, timeMs: 1_700_000_000_250, families, errors: [] };
}

function textOf(collection: Collection): string {
  return Buffer.from(atOnce(createJsonEncoder()(collection))).toString();
}

function received(collection: Collection) {
  return decodeJsonRequest(textOf(collection));
}

function everyKind(): readonly Family[] {
  const provider = newProvider();
  const meter = provider.getMeter('shop', '1.2');
  meter.createCounter('orders', { unit: '{order}', description: 'Orders.' }).add(2, { id: 7 });
  meter.createUpDownCounter('jobs').add(-4, { ok: true });
  meter.createGauge('temperature').record(21.5, { room: 'é' });
  meter.createHistogram('time', { advice: { explicitBucketBoundaries: [1] } }).record(3);
  meter.createSummary('sizes').record(3);
  provider.getMeter('other').createCounter('orders').add(1);
  return provider.store.families();
}

describe('a request in JSON', () => {
  it('is what upstream writes of the same', () => {
    const collection = collectionOf(everyKind());
    const whole = JsonMetricsSerializer.serializeRequest(toResourceMetrics(collection));
    expect(textOf(collection)).toBe(Buffer.from(whole ?? []).toString());
  });

  it('has all series of a large collection, in steps of at most 512', () => {
    const all = Array.from({ length: 5 }, (_, number) =>
      fakeFamily({ name: `m${number}`, series: seriesOf(600), blockSize: 300 }),
    );
    const collection = collectionOf(all);
    const { metrics, resource } = received(collection);
    expect(resource).toEqual({ 'service.name': 'shop', 'host.name': 'café "1"' });
    const values = metrics.flatMap(({ name, points }) =>
      points.map(({ attributes, value }) => [name, attributes, value]),
    );
    const expected = all.flatMap(({ descriptor, series }) =>
      [...series()].map((one) => [descriptor.name, { ...one.attributes }, one.value]),
    );
    expect(values).toEqual(expected);
    // Two steps for each of the ten blocks, of which no two fit into one.
    expect([...createJsonEncoder()(collection)]).toHaveLength(20);
  });

  it('is good where a part of it cannot be read', async () => {
    const families = [fakeFamily({ name: 'a', series: seriesOf(512), blockSize: 512 })];
    const bad = { ...fakeFamily({ name: 'bad', series: seriesOf(512), blockSize: 512 }) };
    bad.series = () => {
      throw new Error('no');
    };
    const faults = await faultsDuring(() => {
      expect(received(collectionOf([bad, ...families, bad])).metrics).toMatchObject([
        { name: 'a' },
      ]);
    });
    expect(faults).toEqual({ exposition_error: 2 });
  });

  it('of nothing is the resource alone', () => {
    expect(JSON.parse(textOf(collectionOf([])))).toMatchObject({
      resourceMetrics: [{ resource: {}, scopeMetrics: [] }],
    });
    expect(received(collectionOf([])).metrics).toEqual([]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'was refused, or lost its value, with a value of %d',
    (value) => {
      const collection = collectionOf([
        fakeFamily({ name: 'gauge', series: [{ value }, { value: 1, attributes: { id: 'a' } }] }),
        fakeFamily({
          name: 'time',
          kind: 'histogram',
          series: [{ distribution: distribution([1], [1, 2], value) }],
        }),
      ]);
      expect(textOf(collection)).not.toContain('null');
      const [gauge, time] = received(collection).metrics;
      expect(gauge?.points.map((point) => point.value)).toEqual([value, 1]);
      expect(time?.points).toMatchObject([{ sum: value, bucketCounts: [1, 2], count: 3 }]);
    },
  );

  it('was refused with an attribute that is no integer of OTLP', () => {
    const quoted = '{"intValue":1e300}';
    const attributes = { large: 2 ** 63, low: -(2 ** 63), huge: -1e300, fits: 2 ** 53, quoted };
    const text = textOf(collectionOf([fakeFamily({ name: 'x', series: [{ attributes }] })]));
    const [metric] = decodeJsonRequest(text).metrics;
    expect(metric?.points[0]?.attributes).toEqual(attributes);
    expect(text.match(/"(int|double)Value":[^}]+/g)).toEqual([
      '"intValue":9007199254740992',
      '"doubleValue":-1e+300',
      '"doubleValue":9223372036854776000',
      '"doubleValue":-9223372036854776000',
    ]);
  });

  it('was refused with such an attribute of the resource', () => {
    const resource = { of: 2 ** 64 } as never;
    const text = textOf({ ...collectionOf(everyKind()), resource });
    expect(decodeJsonRequest(text)).toMatchObject({ resource });
    expect(text).toContain('{"doubleValue":18446744073709552000}');
  });

  it('says what is a delta', () => {
    const temporality = createTemporality('delta');
    const { metrics } = received(atOnce(temporality.apply(collectionOf(everyKind()))));
    expect(metrics.map(({ name, temporality: own }) => [name, own])).toEqual([
      ['orders', 'delta'],
      ['jobs', 'cumulative'],
      ['temperature', undefined],
      ['time', 'delta'],
      ['sizes', undefined],
      ['sizes_sum', 'cumulative'],
      ['sizes_count', 'cumulative'],
      ['orders', 'delta'],
    ]);
    const [time] = metrics.filter(({ name }) => name === 'time');
    expect(time?.points[0]).toMatchObject({ count: 1, sum: 3 });
    expect(time?.points[0]).not.toHaveProperty('min');
  });

  it('has exponential histograms', () => {
    const exponential = { scale: 0, offset: 1, counts: [2], zeroCount: 1, zeroThreshold: 0 };
    const family = fakeFamily({
      name: 'time',
      kind: 'histogram',
      more: { form: 'native' },
      series: [{ distribution: { ...distribution([], [3]), exponential } }],
    });
    expect(received(collectionOf([family])).metrics).toMatchObject([
      { kind: 'exponentialHistogram' },
    ]);
  });
});
