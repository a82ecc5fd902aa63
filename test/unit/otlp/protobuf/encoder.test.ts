import { ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { describe, expect, it } from 'vitest';
import { setLogLevel } from '../../../../src/foundation/log.ts';
import { createProtobufEncoder } from '../../../../src/otlp/protobuf/encoder.ts';
import { toResourceMetrics } from '../../../../src/pipeline/producer.ts';
import type { Family, StoredValue } from '../../../../src/store/family.ts';
import { decodeMetricsRequest } from '../../../support/otlp/decode.ts';
import {
  distribution,
  endingInFailure,
  type FakeFamily,
  failingFamily,
  fakeFamily,
  seriesOf,
} from '../../exposition/fake-family.ts';
import { faultsDuring, newProvider } from '../../pipeline/readings.ts';
import { descriptorOf } from '../../store/tables.ts';
import { expectedRequest } from './expected-request.ts';
import { collectionOf, received } from './requests.ts';

setLogLevel('none');

const SCOPE = {
  name: 'shop',
  version: '1.2',
  schemaUrl: 'https://opentelemetry.io/schemas/1.43.0',
};
const EXPONENTIAL = {
  scale: -2,
  offset: -300,
  counts: [3, 0, 2 ** 40],
  zeroCount: 2 ** 33,
  zeroThreshold: 1e-128,
};
const QUANTILES = [
  { quantile: 0.5, value: 1.5 },
  { quantile: 0.99, value: Number.NaN },
];
const EXEMPLAR = { bucket: 0, value: 0.25, timeMs: 1_700_000_000_000.5 };
const IDS = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };

function everyKind(): readonly Family[] {
  const provider = newProvider();
  const meter = provider.getMeter('shop', '1.2', { schemaUrl: SCOPE.schemaUrl });
  meter.createCounter('orders', { unit: '{order}', description: 'Orders.' }).add(2, { id: 7 });
  meter.createUpDownCounter('jobs').add(-4, { ok: true, done: false });
  meter.createGauge('temperature').record(21.5, { room: 'é🦊', floor: -3, height: 2.5 });
  meter.createHistogram('time', { advice: { explicitBucketBoundaries: [1, 2] } }).record(3);
  meter.createCounter('silent');
  const shape = { name: 'n', kind: 'histogram', form: 'native', boundaries: [] } as const;
  const { table } = provider.store.register({ name: 'shop' }, descriptorOf(shape));
  for (const amount of [0, 1, 70]) table.locate({}).take(amount);
  provider.getMeter('other').createCounter('orders').add(1);
  return provider.store.families();
}

describe('a request', () => {
  it('is read as that of upstream is, but for the zero bucket and negative ones', () => {
    const collection = collectionOf(everyKind());
    const whole = ProtobufMetricsSerializer.serializeRequest(toResourceMetrics(collection));
    const theirs = decodeMetricsRequest(whole ?? new Uint8Array());
    const ours = received(collection);
    const exponential = ours.metrics.find(({ kind }) => kind === 'exponentialHistogram');
    expect(exponential?.points).toMatchObject([{ zeroThreshold: 1e-128 }]);
    expect(ours.metrics).toHaveLength(6);
    expect(withoutDifferences(ours)).toEqual(withoutDifferences(theirs));
  });

  it.each<[what: string, fake: FakeFamily]>([
    ['a name and a description', { name: 'a.b', description: 'What it is: "x"\n.', unit: 'By' }],
    ['a whole scope', { name: 'a', scope: SCOPE }],
    ['no name and no scope', { name: '', scope: { name: '' } }],
    [
      'letters of all planes',
      { name: 'größe', description: '𝒳🦊', unit: 'µs', scope: { name: 'ü' } },
    ],
    ['lone surrogates', { name: 'a\ud800', description: '\udc00', unit: 's' }],
    ...[0, -0, 1e300, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map(
      (value): [string, FakeFamily] => [`a value of ${value}`, { name: 'a', series: [{ value }] }],
    ),
    ['counts over 2^32', histogram([2 ** 32, 2 ** 33 + 1, 2 ** 53 - 1])],
    ['no bounds', histogram([7], [])],
    ['bounds at both ends', histogram([1, 2, 3], [-1e300, Number.MAX_VALUE])],
    [
      'other bounds in one block',
      {
        ...histogram([]),
        series: [[1, 2], [3], [1, 2]].map((bounds) => ({
          distribution: distribution(bounds, [...bounds, 7]),
        })),
      },
    ],
    ['neither a least nor a greatest amount', histogram([0, 0, 0], [1, 2], { min: 1, max: 0 })],
    ['an unknown range', histogram([1, 0, 0], [1, 2], { min: Number.NaN, max: Number.NaN })],
    ['a sum without end', histogram([1, 0, 0], [1, 2], { sum: Number.POSITIVE_INFINITY })],
    ['exponential buckets', histogram([1], [], { exponential: EXPONENTIAL }, 'native')],
    [
      'no exponential buckets yet',
      histogram([0], [], { exponential: { ...EXPONENTIAL, offset: 0, counts: [] } }, 'native'),
    ],
    [
      'exponential buckets beside bounded ones',
      histogram([1], [], { exponential: EXPONENTIAL }, 'both'),
    ],
    ['a summary', summary({ count: 2 ** 33, sum: -2.5, quantiles: QUANTILES })],
    ['a summary without quantiles', summary({ count: 0, sum: 0, quantiles: [] })],
    [
      'exemplars',
      { name: 'c', kind: 'counter', series: [{ exemplars: [{ ...EXEMPLAR, ...IDS }, outside()] }] },
    ],
    [
      'exemplars of a histogram',
      {
        ...histogram([1, 1, 0]),
        series: [
          { distribution: distribution([1, 2], [1, 1, 0]), exemplars: [{ ...EXEMPLAR, ...IDS }] },
        ],
      },
    ],
  ])('has %s', (_, fake) => {
    const collection = collectionOf([fakeFamily(fake), fakeFamily({ name: 'next' })]);
    expect(received(collection)).toEqual(expectedRequest(collection));
  });

  it.each<StoredValue>([
    ...['', 'a', 'é', '\ud800', 'x'.repeat(100_000)],
    ...[true, false],
    ...[0, 1, -1, 127, 128, -128, 2 ** 31, -(2 ** 31), 2 ** 53, -(2 ** 53), -(2 ** 63)],
    ...[0.5, -0.5, 1e300, 2 ** 63, Number.NaN, Number.POSITIVE_INFINITY],
  ])('has attributes of the value %j', (value) => {
    const series = [{ attributes: { key: value, ü: 1 } }];
    const collection = {
      ...collectionOf([fakeFamily({ name: 'a', series })]),
      resource: { key: value },
    };
    expect(received(collection)).toEqual(expectedRequest(collection));
  });

  // A point's other bytes are 28, and those of its attribute 9 until lengths take two.
  it.each([
    ...[88, 89, 90, 91, 92, 118, 119, 120, 121, 122, 123, 124, 125, 126, 127, 128],
    ...[16_250, 16_330, 16_340, 16_345, 16_350, 16_370, 16_380, 16_383, 16_384, 2_097_152],
  ])('has lengths of any number of bytes: %d', (length) => {
    const long = 'x'.repeat(length);
    const family = fakeFamily({ name: long, series: [{ attributes: { a: long } }, {}] });
    const collection = collectionOf([family, fakeFamily({ name: 'next' })]);
    expect(received(collection)).toEqual(expectedRequest(collection));
  });

  it('has each scope once, in the order in which they come', () => {
    const families = ['a', 'b', 'a', 'b'].map((name, at) =>
      fakeFamily({ name: `m${at}`, scope: { name } }),
    );
    const { metrics } = received(
      collectionOf([...families, fakeFamily({ name: 'm4', scope: SCOPE })]),
    );
    expect(metrics.map(({ name, scope }) => [name, scope])).toEqual([
      ['m0', { name: 'a' }],
      ['m2', { name: 'a' }],
      ['m1', { name: 'b' }],
      ['m3', { name: 'b' }],
      ['m4', SCOPE],
    ]);
  });

  it('says of deltas that they are', () => {
    const delta: Family = { ...fakeFamily({ name: 'c', kind: 'counter' }), isDelta: true };
    const collection = collectionOf([delta, fakeFamily({ name: 'd', kind: 'counter' })]);
    expect(received(collection)).toEqual(expectedRequest(collection));
    expect(received(collection).metrics).toMatchObject([
      { temporality: 'delta', monotonic: true },
      { temporality: 'cumulative', monotonic: true },
    ]);
  });

  it('of nothing has the resource alone', () => {
    expect(received(collectionOf([fakeFamily({ name: 'a', series: [] })]))).toEqual({
      resource: { 'service.name': 'shop', 'process.pid': 7 },
      metrics: [],
    });
  });

  it('pauses at every block, when it is written and when it is put in its place', () => {
    const family = fakeFamily({ name: 'a', series: seriesOf(1000), blockSize: 10 });
    expect([...createProtobufEncoder()(collectionOf([family]))].length).toBeGreaterThanOrEqual(200);
  });
});

describe('a family that cannot be written', () => {
  const broken = { name: 'bad', kind: 'counter', series: seriesOf(3) } as const;

  it.each<[what: string, family: Family]>([
    ['as it throws at once', failingFamily(broken)],
    ['as it throws after some series', endingInFailure(fakeFamily(broken))],
    ['for want of buckets', fakeFamily({ name: 'bad', kind: 'histogram' })],
    ['for want of exponential buckets', fakeFamily(histogram([1], [], {}, 'native'))],
    ['for want of quantiles', fakeFamily({ name: 'bad', kind: 'summary' })],
    ['as its buckets are not those of its bounds', fakeFamily(histogram([1, 1], [1, 2]))],
  ])('is left out alone and said: %s', async (_, family) => {
    const families = [fakeFamily({ name: 'good' }), family, fakeFamily({ name: 'last' })];
    const faults = await faultsDuring(() => {
      const { metrics } = received(collectionOf(families));
      expect(metrics.map(({ name }) => name)).toEqual(['good', 'last']);
    });
    expect(faults).toEqual({ exposition_error: 1 });
  });
});

/** A histogram `h` of one series. */
function histogram(
  counts: readonly number[],
  boundaries: readonly number[] = [1, 2],
  more: object = {},
  form: 'classic' | 'native' | 'both' = 'classic',
): FakeFamily {
  const series = [{ distribution: { ...distribution(boundaries, counts, 2.5), ...more } }];
  return { name: 'h', kind: 'histogram', series, more: { form } };
}

function summary(state: object): FakeFamily {
  return { name: 's', kind: 'summary', series: [{ summary: state as never }] };
}

function outside() {
  return { ...EXEMPLAR, value: -1, traceId: '', spanId: '' };
}

function withoutDifferences(request: ReturnType<typeof received>): unknown {
  return JSON.parse(
    JSON.stringify(request, (key, value) => {
      if (key === 'zeroThreshold' || key === 'negative') return undefined;
      return typeof value === 'bigint' ? String(value) : value;
    }),
  );
}
