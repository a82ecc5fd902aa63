import { describe, expect, it } from 'vitest';
import { faultCounts } from '../../../src/foundation/faults.ts';
import type { FamilyKind } from '../../../src/store/descriptor.ts';
import type { Family, StoredAttributes } from '../../../src/store/family.ts';
import { count, fakeHistogram, longFamily } from './count.ts';
import { distribution, failingFamily, fakeFamily, summaryOf } from './fake-family.ts';
import { prefixed } from './plain-naming.ts';

/** A counter with a series for each of these attribute sets. */
function counterOf(name: string, ...sets: readonly StoredAttributes[]): Family {
  return fakeFamily({ name, kind: 'counter', series: sets.map((attributes) => ({ attributes })) });
}

/** `size` attribute sets that differ in `key` alone. */
function differingIn(key: string, size: number): StoredAttributes[] {
  return Array.from({ length: size }, (_, id) => ({ [key]: `value ${id}` }));
}

it('says all there is to say of two metrics', () => {
  const users = differingIn('user.id', 3).map((user) => ({ ...user, region: 'eu' }));
  const orders = counterOf('orders', ...users);
  const duration = fakeHistogram(
    {
      name: 'http.duration',
      unit: 's',
      scope: { name: 'http' },
      series: [{ attributes: { region: 'us' }, distribution: distribution([1, 2], [1, 0, 0]) }],
    },
    [1, 2],
  );
  expect(count([duration, orders])).toEqual({
    collectedAt: '1970-01-01T00:00:00.000Z',
    numMetrics: 2,
    numSeries: 4,
    numSamples: 3 + 5,
    numLabels: 2,
    byType: {
      counter: { numMetrics: 1, numSeries: 3, numSamples: 3 },
      gauge: { numMetrics: 0, numSeries: 0, numSamples: 0 },
      histogram: { numMetrics: 1, numSeries: 1, numSamples: 5 },
      summary: { numMetrics: 0, numSeries: 0, numSamples: 0 },
    },
    limits: {
      series: { limit: 1000, used: 0.004 },
      seriesPerMetric: { limit: 100, used: 0.03 },
    },
    seriesCountByMetricName: [
      {
        name: 'orders_total',
        value: 3,
        share: 0.75,
        limitUsed: 0.03,
        samples: 3,
        type: 'counter',
        instrument: 'orders',
        scope: '',
        overflowing: false,
        numLabels: 2,
        labelValueCountByLabelName: [
          { name: 'user_id', value: 3, attributes: ['user.id'] },
          { name: 'region', value: 1, attributes: ['region'] },
        ],
      },
      {
        name: 'http_duration_seconds',
        value: 1,
        share: 0.25,
        limitUsed: 0.01,
        samples: 5,
        type: 'histogram',
        instrument: 'http.duration',
        scope: 'http',
        overflowing: false,
        numLabels: 1,
        buckets: [1, 2],
        labelValueCountByLabelName: [{ name: 'region', value: 1, attributes: ['region'] }],
      },
    ],
    labelValueCountByLabelName: [
      {
        name: 'user_id',
        value: 3,
        numMetrics: 1,
        metrics: [{ name: 'orders_total', value: 3 }],
      },
      {
        name: 'region',
        value: 2,
        numMetrics: 2,
        metrics: [
          { name: 'http_duration_seconds', value: 1 },
          { name: 'orders_total', value: 1 },
        ],
      },
    ],
    leftOut: 0,
  });
});

it('counts the metrics, series and samples of each type', () => {
  const summary = { quantiles: [0.5, 0.9], windowMs: 1, steps: 1 };
  const families = [
    counterOf('a', ...differingIn('id', 3)),
    counterOf('b', {}),
    fakeFamily({ name: 'c', kind: 'up-down-counter' }),
    fakeFamily({ name: 'd' }),
    fakeFamily({ name: 'd', scope: { name: 'x' } }),
    fakeHistogram({ name: 'e', series: [{ distribution: distribution([1], [1, 0]) }] }, [1]),
    fakeFamily({ name: 'f', kind: 'summary', more: { summary }, series: [{}, {}] }),
    fakeFamily({ name: 'idle', kind: 'summary', series: [] }),
  ];
  const { byType, ...all } = count(families);
  expect(byType).toEqual({
    counter: { numMetrics: 2, numSeries: 4, numSamples: 4 },
    gauge: { numMetrics: 2, numSeries: 3, numSamples: 3 },
    histogram: { numMetrics: 1, numSeries: 1, numSamples: 4 },
    summary: { numMetrics: 1, numSeries: 2, numSamples: 8 },
  });
  expect(all).toMatchObject({ numMetrics: 6, numSeries: 10, numSamples: 19 });
});

describe('metrics', () => {
  it.each<[FamilyKind, string, string]>([
    ['counter', 'shop_stock_total', 'counter'],
    ['up-down-counter', 'shop_stock', 'gauge'],
    ['gauge', 'shop_stock', 'gauge'],
    ['histogram', 'shop_stock', 'histogram'],
    ['summary', 'shop_stock', 'summary'],
  ])('a %s stands as %s, a %s, as on the page', (kind, name, type) => {
    const series = [{ distribution: distribution([], [1]) }];
    const { seriesCountByMetricName } = count([fakeFamily({ name: 'stock', kind, series })], {
      naming: prefixed('shop_'),
    });
    expect(seriesCountByMetricName).toMatchObject([{ name, type, instrument: 'stock' }]);
  });

  it('with a final name stand as they are, as on the page', () => {
    const more = { isFinal: true };
    const family = fakeFamily({ name: 'jobs', kind: 'counter', unit: 's', more });
    expect(count([family]).seriesCountByMetricName).toMatchObject([{ name: 'jobs' }]);
  });

  it('of two scopes stand twice under one name, as the limit is for each', () => {
    const scoped = (scope: string) => fakeFamily({ name: 'm', scope: { name: scope } });
    const statistics = count([scoped('a'), scoped('b')]);
    expect(statistics).toMatchObject({ numMetrics: 1, numSeries: 2 });
    expect(statistics.seriesCountByMetricName).toMatchObject([
      { name: 'm', scope: 'a' },
      { name: 'm', scope: 'b' },
    ]);
  });

  it('without series are none', () => {
    expect(count([fakeFamily({ name: 'idle', series: [] })])).toMatchObject({
      numMetrics: 0,
      seriesCountByMetricName: [],
      limits: { series: { used: 0 }, seriesPerMetric: { used: 0 } },
    });
  });

  it('are measured by the limit of their own, where a rule gives one', () => {
    const ruled = (family: Family, limit: number): Family => {
      const rule = { pattern: '*', limit, joins: false };
      return { ...family, descriptor: { ...family.descriptor, rule } };
    };
    const wide = ruled(counterOf('wide', ...differingIn('id', 50)), 1000);
    const narrow = ruled(counterOf('narrow', ...differingIn('id', 4)), 5);
    const { seriesCountByMetricName, limits } = count([wide, narrow]);
    expect(seriesCountByMetricName).toMatchObject([{ limitUsed: 0.05 }, { limitUsed: 0.8 }]);
    expect(limits.seriesPerMetric).toEqual({ limit: 100, used: 0.8 });
  });

  it.each([1, 2, 5])('are as many as the limit %d allows, the biggest first', (limit) => {
    const sizes = [2, 5, 1, 5];
    const families = sizes.map((size, id) => counterOf(`m${id}`, ...differingIn('id', size)));
    const { seriesCountByMetricName, numMetrics } = count(families, { limit });
    const ranked = ['m1_total', 'm3_total', 'm0_total', 'm2_total'];
    expect(seriesCountByMetricName.map(({ name }) => name)).toEqual(ranked.slice(0, limit));
    expect(numMetrics).toBe(4);
  });
});

describe('labels', () => {
  it.each<[string, StoredAttributes[], object[]]>([
    ['equal texts are one value', [{ code: 200 }, { code: '200' }], [{ name: 'code', value: 1 }]],
    [
      'an empty value is no label',
      [{ code: '' }, { code: 1, zone: '' }],
      [{ name: 'code', value: 1 }],
    ],
    [
      'keys of one name are one label',
      [{ 'a.b': 1, a_b: 1 }, { 'a.b': 1, a_b: 2 }, { a_b: 2 }],
      [{ name: 'a_b', value: 3 }],
    ],
    [
      'series may have different ones',
      [{ route: '/' }, { table: 'a' }, { table: 'b' }],
      [
        { name: 'table', value: 2 },
        { name: 'route', value: 1 },
      ],
    ],
    [
      'texts that no page can hold are one',
      [{ x: '\ud800' }, { x: '\udbff' }],
      [{ name: 'x', value: 1 }],
    ],
    [
      'names of objects are names',
      [{ constructor: 'a' }, { constructor: 'b' }],
      [{ name: 'constructor', value: 2 }],
    ],
  ])('%s', (_, sets, labels) => {
    const { seriesCountByMetricName, labelValueCountByLabelName, numLabels } = count([
      counterOf('m', ...sets),
    ]);
    expect(seriesCountByMetricName[0]?.labelValueCountByLabelName).toMatchObject(labels);
    expect(labelValueCountByLabelName).toMatchObject(labels);
    expect(numLabels).toBe(labels.length);
  });

  it('that a summary needs for itself are renamed as on the page', () => {
    const series = [{ attributes: { quantile: 'x' } }];
    const { labelValueCountByLabelName } = count([
      fakeFamily({ name: 's', kind: 'summary', series }),
    ]);
    expect(labelValueCountByLabelName).toMatchObject([{ name: 'exported_quantile', value: 1 }]);
  });

  it('that a histogram needs for itself are renamed as on the page', () => {
    const series = [{ attributes: { le: 'x' }, distribution: distribution([], [1]) }];
    const { labelValueCountByLabelName } = count([fakeHistogram({ name: 'h', series }, [])]);
    expect(labelValueCountByLabelName).toMatchObject([{ name: 'exported_le', value: 1 }]);
  });

  it('count a value once for all metrics, and once for each', () => {
    const small = counterOf('small', { user: 'value 0' }, { user: 'value 9' });
    const large = counterOf('large', ...differingIn('user', 5));
    expect(count([small, large]).labelValueCountByLabelName).toEqual([
      {
        name: 'user',
        value: 6,
        numMetrics: 2,
        metrics: [
          { name: 'large_total', value: 5 },
          { name: 'small_total', value: 2 },
        ],
      },
    ]);
  });

  it('are limited in every list, and counted beyond it', () => {
    const attributes = { a: 1, b: 1, c: 1 };
    const families = ['m1', 'm2', 'm3'].map((name) => counterOf(name, attributes));
    const statistics = count(families, { limit: 2 });
    const [metric] = statistics.seriesCountByMetricName;
    const [label] = statistics.labelValueCountByLabelName;
    expect(statistics.labelValueCountByLabelName).toHaveLength(2);
    expect(metric?.labelValueCountByLabelName).toHaveLength(2);
    expect(label?.metrics).toHaveLength(2);
    expect([statistics.numLabels, metric?.numLabels, label?.numMetrics]).toEqual([3, 3, 3]);
  });
});

describe('overflow', () => {
  it.each<[FamilyKind, number | undefined]>([
    ['counter', 7],
    ['histogram', 9],
    ['summary', 11],
    ['gauge', undefined],
    ['up-down-counter', undefined],
  ])('of a %s is seen, with what it has counted: %s', (kind, overflowed) => {
    const overflow = { attributes: { 'otel.metric.overflow': true }, value: 7 };
    const states = {
      histogram: { distribution: distribution([], [9]) },
      summary: { summary: summaryOf({}, { count: 11, sum: 1 }) },
    };
    const state = kind in states ? states[kind as keyof typeof states] : {};
    const series = [{}, { ...overflow, ...state }];
    const [metric] = count([fakeFamily({ name: 'm', kind, series })]).seriesCountByMetricName;
    expect(metric).toMatchObject({ overflowing: true });
    expect(metric?.overflowed).toBe(overflowed);
  });

  it.each<StoredAttributes>([
    { 'otel.metric.overflow': 'true' },
    { 'otel.metric.overflow': true, route: '/' },
    { route: '/' },
  ])('is not what has the attributes %j', (own) => {
    const [metric] = count([counterOf('m', own)]).seriesCountByMetricName;
    expect(metric).toMatchObject({ overflowing: false });
    expect(metric?.overflowed).toBe(undefined);
  });
});

it('leaves out alone what cannot be read, and says how much that is', () => {
  const before = faultCounts().get('exposition_error') ?? 0;
  const statistics = count([failingFamily({ name: 'bad' }), fakeFamily({ name: 'good' })], {
    errors: ['store: late'],
  });
  expect(statistics).toMatchObject({ leftOut: 2, numMetrics: 1, numSeries: 1 });
  expect(faultCounts().get('exposition_error')).toBe(before + 1);
});

it('pauses within large metrics and between small ones', () => {
  let series = 0;
  const paused: number[] = [];
  const sizes = [30_000, ...Array(1000).fill(1)];
  const families = sizes.map((size, id) =>
    longFamily(`m${id}`, { size, onSeries: () => series++ }),
  );
  count(families, { onPause: () => paused.push(series) });
  const steps = paused.map((at, index) => at - (paused[index - 1] ?? 0));
  expect(Math.max(...steps)).toBeLessThan(5_000);
  expect(paused.filter((at) => at > 30_000).length).toBeGreaterThan(2);
});
