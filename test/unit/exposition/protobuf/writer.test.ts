import { describe, expect, it } from 'vitest';
import type { Family } from '../../../../src/store/family.ts';
import { labelsOf } from '../../../support/protobuf-page.ts';
import { distribution, fakeFamily, summaryOf } from '../fake-family.ts';
import { EMPTY, exemplar, histogram, SPARSE, TIME_MS, withMore } from './fake-histogram.ts';
import { renderPage } from './render-page.ts';

const TIME = { seconds: 1_700_000_000, nanos: 250_000_000 };

it.each<[what: string, family: Family, message: object]>([
  [
    'a gauge',
    fakeFamily({ name: 'pool.size', description: 'How many.', series: [{ value: -2.5 }] }),
    { name: 'pool_size', help: 'How many.', type: 'GAUGE', metric: [{ gauge: { value: -2.5 } }] },
  ],
  [
    'an up-down counter',
    fakeFamily({ name: 'pool', kind: 'up-down-counter' }),
    { name: 'pool', type: 'GAUGE', metric: [{ gauge: { value: 1 } }] },
  ],
  [
    'a counter with its unit and its beginning',
    withMore({ name: 'cpu', unit: 's', kind: 'counter' }, { startTimeMs: TIME_MS }),
    {
      name: 'cpu_seconds_total',
      type: 'COUNTER',
      unit: 'seconds',
      metric: [{ counter: { value: 1, createdTimestamp: TIME } }],
    },
  ],
  [
    'the latest exemplar of a counter',
    withMore(
      { name: 'jobs', kind: 'counter' },
      { exemplars: [exemplar(0, 1), exemplar(0, 2, { timeMs: TIME_MS + 1 })] },
    ),
    { metric: [{ counter: { exemplar: { value: 2, timestamp: { nanos: 251_000_000 } } } }] },
  ],
  [
    'an exemplar without a span',
    withMore(
      { name: 'jobs', kind: 'counter' },
      { exemplars: [exemplar(0, 1, { traceId: '', spanId: '' })] },
    ),
    { metric: [{ counter: { exemplar: { label: [], value: 1, timestamp: TIME } } }] },
  ],
  [
    'a classic histogram',
    histogram({}, { startTimeMs: TIME_MS, distribution: distribution([1, 2.5], [1, 0, 2], 30) }),
    {
      name: 'wait_seconds',
      type: 'HISTOGRAM',
      unit: 'seconds',
      metric: [
        {
          histogram: {
            sampleCount: 3,
            sampleSum: 30,
            bucket: [
              { cumulativeCount: 1, upperBound: 1 },
              { cumulativeCount: 1, upperBound: 2.5 },
            ],
            createdTimestamp: TIME,
          },
        },
      ],
    },
  ],
  [
    'the latest exemplar of each bucket, and +Inf where it has one',
    histogram(
      {},
      {
        distribution: distribution([1, 2, 3], [2, 0, 1, 1], 9),
        exemplars: [exemplar(0, 0.5), exemplar(0, 0.7), exemplar(2, 2.5), exemplar(3, 5)],
      },
    ),
    {
      metric: [
        {
          histogram: {
            bucket: [
              { upperBound: 1, exemplar: { value: 0.7 } },
              { upperBound: 2 },
              { upperBound: 3, exemplar: { value: 2.5 } },
              { upperBound: Number.POSITIVE_INFINITY, cumulativeCount: 4, exemplar: { value: 5 } },
            ],
          },
        },
      ],
    },
  ],
  [
    'a native histogram: its latest exemplar for Prometheus 2, all for Prometheus 3',
    histogram(
      {},
      {
        distribution: { ...distribution([], [6], 99), exponential: SPARSE },
        exemplars: [exemplar(0, 1.5), exemplar(0, 60)],
      },
      'native',
    ),
    {
      metric: [
        {
          histogram: {
            sampleCount: 6,
            bucket: [{ upperBound: Number.POSITIVE_INFINITY, exemplar: { value: 60 } }],
            schema: 0,
            zeroThreshold: 1e-128,
            zeroCount: 1,
            positiveSpan: [
              { offset: 1, length: 1 },
              { offset: 4, length: 1 },
            ],
            positiveDelta: [3, -1],
            exemplars: [
              {
                label: [
                  { name: 'span_id', value: 'b'.repeat(16) },
                  { name: 'trace_id', value: 'a'.repeat(32) },
                ],
                value: 1.5,
                timestamp: TIME,
              },
              { value: 60 },
            ],
          },
        },
      ],
    },
  ],
  [
    'a native histogram before its first amount',
    histogram({}, { distribution: { ...distribution([], [0]), exponential: EMPTY } }, 'native'),
    { metric: [{ histogram: { bucket: [], positiveSpan: [{ offset: 0, length: 0 }] } }] },
  ],
  [
    'a summary with its unit and its beginning',
    fakeFamily({
      ...{ name: 'wait', kind: 'summary', unit: 's', description: 'Waiting.' },
      series: [
        {
          attributes: { quantile: 'mine' },
          summary: summaryOf({ 0.5: -1, 0.99: Number.NaN }, { count: 3, sum: -2.5 }),
          startTimeMs: TIME_MS,
        },
      ],
    }),
    {
      ...{ name: 'wait_seconds', help: 'Waiting.', type: 'SUMMARY', unit: 'seconds' },
      metric: [
        {
          label: [{ name: 'exported_quantile', value: 'mine' }],
          summary: {
            ...{ sampleCount: 3, sampleSum: -2.5, createdTimestamp: TIME },
            quantile: [
              { quantile: 0.5, value: -1 },
              { quantile: 0.99, value: Number.NaN },
            ],
          },
        },
      ],
    },
  ],
  [
    'both kinds of buckets',
    histogram({}, { distribution: { ...distribution([2], [4, 2]), exponential: SPARSE } }, 'both'),
    { metric: [{ histogram: { bucket: [{ cumulativeCount: 4 }], positiveDelta: [3, -1] } }] },
  ],
])('%s', (_, family, message) => {
  const { families, omissions } = renderPage([family]);
  expect(families).toMatchObject([message]);
  expect(omissions.filter(({ cause }) => cause !== 'label_conflict')).toEqual([]);
});

it('the resource is a gauge of value 1', () => {
  const { families } = renderPage([], { resource: { 'service.name': 'shop', 'a.b': '', z: 'ü' } });
  expect(families).toEqual([
    {
      name: 'target_info',
      help: expect.stringContaining('process'),
      type: 'GAUGE',
      metric: [
        {
          label: [
            { name: 'service_name', value: 'shop' },
            { name: 'z', value: 'ü' },
          ],
          gauge: { value: 1 },
        },
      ],
    },
  ]);
});

it('series say when they began also where OpenMetrics is to have no lines for that', () => {
  const counter = withMore({ name: 'jobs', kind: 'counter' }, { startTimeMs: TIME_MS });
  const { families } = renderPage([counter], { createdLines: false });
  expect(families).toEqual(renderPage([counter]).families);
  expect(families[0]?.metric[0]?.counter?.createdTimestamp).toBeDefined();
});

it('only the metrics that are asked for are there', () => {
  const gauges = ['a', 'b', 'c'].map((name) => fakeFamily({ name }));
  const resource = { id: '1' };
  const named = (names: readonly string[]) =>
    renderPage(gauges, { names, resource }).families.map(({ name }) => name);
  expect(named([])).toEqual(['target_info', 'a', 'b', 'c']);
  expect(named(['c', 'a', 'x'])).toEqual(['a', 'c']);
  expect(named(['target_info'])).toEqual(['target_info']);
});

it('labels stand in the order of their names, constants among them', () => {
  const scope = { name: 'lib', version: '1' };
  const attributes = { 'p.x': 1, a: true, z: 'long '.repeat(40), ü: 'ö' };
  const { families } = renderPage([fakeFamily({ name: 'g', scope, series: [{ attributes }] })], {
    constants: [['host.name', 'box']],
  });
  expect(
    families.map(({ metric: [metric] }) => Object.entries(labelsOf(metric ?? { label: [] }))),
  ).toEqual([
    [
      ['_', 'ö'],
      ['a', 'true'],
      ['host_name', 'box'],
      ['otel_scope_name', 'lib'],
      ['otel_scope_version', '1'],
      ['p_x', '1'],
      ['z', 'long '.repeat(40)],
    ],
  ]);
});

describe('families of one name', () => {
  const one = { name: 'one' };
  const two = { name: 'two' };

  it('are one message', () => {
    const { families } = renderPage([one, two].map((scope) => fakeFamily({ name: 'g', scope })));
    expect(families).toMatchObject([{ name: 'g', metric: [{}, {}] }]);
  });

  it('show no native buckets where one of them has none', () => {
    const exponential = { ...distribution([2], [4, 2]), exponential: SPARSE };
    const { families } = renderPage([
      histogram({ scope: one }, { distribution: exponential }, 'both'),
      histogram({ scope: two }, { distribution: distribution([2], [1, 0]) }),
    ]);
    const schemas = families.flatMap(({ metric }) =>
      metric.map(({ histogram }) => histogram?.schema),
    );
    expect(schemas).toEqual([undefined, undefined]);
  });
});

it('label sets that become one are added up, and gauges that do are counted', () => {
  const series = [
    { attributes: { code: 200 }, value: 2 },
    { attributes: { code: '200' }, value: 3 },
  ];
  const { families, omissions } = renderPage([
    fakeFamily({ name: 'jobs', kind: 'counter', series }),
    fakeFamily({ name: 'level', series }),
  ]);
  const label = [{ name: 'code', value: '200' }];
  expect(families).toMatchObject([
    { metric: [{ label, counter: { value: 5 } }] },
    { metric: [{ label, gauge: { value: 2 } }] },
  ]);
  expect(omissions).toContainEqual(
    expect.objectContaining({ cause: 'duplicate_series', metric: 'level', count: 1 }),
  );
});
