import { describe, expect, it } from 'vitest';
import { PAUSE } from '../../../../src/exposition/slice.ts';
import { createWriter } from '../../../../src/exposition/writers.ts';
import type { Family } from '../../../../src/store/family.ts';
import {
  distribution,
  endingInFailure,
  type FakeSeries,
  failingFamily,
  fakeFamily,
  seriesOf,
  summaryOf,
} from '../fake-family.ts';
import { exemplar, histogram, SPARSE, TIME_MS } from '../protobuf/fake-histogram.ts';
import { readJsonPage } from './read-json-page.ts';

const CREATED = TIME_MS / 1000;
const LABELS = { trace_id: 'a'.repeat(32), span_id: 'b'.repeat(16) };

describe('a series in JSON', () => {
  it.each<[what: string, family: Family, metric: object]>([
    [
      'of a counter has its value, its beginning and its exemplars',
      fakeFamily({
        ...{ name: 'jobs', kind: 'counter', unit: 's', description: 'Work.' },
        series: [
          {
            ...{ attributes: { 'job.type': 'mail' }, value: 2.5, startTimeMs: TIME_MS },
            exemplars: [exemplar(0, 1), exemplar(0, 2, { traceId: '', spanId: '' })],
          },
        ],
      }),
      {
        ...{ name: 'jobs_seconds_total', type: 'counter', unit: 'seconds', help: 'Work.' },
        series: [
          {
            ...{ labels: { job_type: 'mail' }, value: 2.5, created: CREATED },
            exemplars: [
              { labels: LABELS, value: 1, timestamp: CREATED },
              { labels: {}, value: 2, timestamp: CREATED },
            ],
          },
        ],
      },
    ],
    [
      'of a gauge has its value, whatever that is',
      fakeFamily({
        name: 'g',
        kind: 'up-down-counter',
        series: [Number.NaN, Infinity, -Infinity, -0.5, 1e21].map((value, id) => ({
          ...{ attributes: { id }, value },
        })),
      }),
      {
        ...{ name: 'g', type: 'gauge', unit: '', help: '' },
        series: ['NaN', '+Inf', '-Inf', -0.5, 1e21].map((value, id) => ({
          ...{ labels: { id: String(id) }, value },
        })),
      },
    ],
    [
      'of a histogram has cumulative buckets',
      histogram(
        {},
        { startTimeMs: TIME_MS, distribution: distribution([0.5, 1], [1, 0, 2], Infinity) },
      ),
      {
        ...{ name: 'wait_seconds', type: 'histogram', unit: 'seconds', help: '' },
        series: [
          {
            ...{ labels: {}, count: 3, sum: '+Inf', created: CREATED },
            buckets: [
              { le: 0.5, count: 1 },
              { le: 1, count: 1 },
              { le: '+Inf', count: 3 },
            ],
          },
        ],
      },
    ],
    [
      'of a native histogram has the buckets that are not empty',
      histogram({}, { distribution: { ...distribution([], [6], 99), exponential: SPARSE } }),
      {
        ...{ name: 'wait_seconds', type: 'histogram', unit: 'seconds', help: '' },
        series: [
          {
            ...{ labels: {}, count: 6, sum: 99, created: 0, buckets: [{ le: '+Inf', count: 6 }] },
            native: {
              ...{ schema: 0, zeroThreshold: 1e-128, zeroCount: 1 },
              buckets: [
                { gt: 1, le: 2, count: 3 },
                { gt: 32, le: 64, count: 2 },
              ],
            },
          },
        ],
      },
    ],
    [
      'of a summary has its quantiles',
      fakeFamily({
        ...{ name: 's', kind: 'summary' },
        series: [
          {
            attributes: { quantile: 'mine' },
            summary: summaryOf({ 0.5: -1, 0.99: Number.NaN }, { count: 3, sum: -2.5 }),
          },
        ],
      }),
      {
        ...{ name: 's', type: 'summary', unit: '', help: '' },
        series: [
          {
            ...{ labels: { exported_quantile: 'mine' }, count: 3, sum: -2.5, created: 0 },
            quantiles: [
              { quantile: 0.5, value: -1 },
              { quantile: 0.99, value: 'NaN' },
            ],
          },
        ],
      },
    ],
  ])('%s', (_, family, metric) => {
    expect(readJsonPage([family]).metrics).toEqual([metric]);
  });

  it('has labels that are texts of any kind, and none that are empty', () => {
    const attributes = { a: 'a"\\\n\u2028', b: '\ud800', c: '', d: true, constructor: 'x' };
    const [metric] = readJsonPage([fakeFamily({ name: 'g', series: [{ attributes }] })]).metrics;
    expect(metric?.series).toEqual([
      { labels: { a: 'a"\\\n\u2028', b: '\ufffd', d: 'true', constructor: 'x' }, value: 1 },
    ]);
  });
});

describe('metrics in JSON', () => {
  const named = (names: readonly string[]) =>
    readJsonPage(
      ['a', 'b', 'c'].map((name) => fakeFamily({ name })),
      { names, resource: { 'service.name': 'shop' } },
    ).metrics.map(({ name, type }) => `${name} ${type}`);

  it('are those that are asked for, nothing at all where there are none', () => {
    expect(named([])).toEqual(['target_info info', 'a gauge', 'b gauge', 'c gauge']);
    expect(named(['c', 'a', 'x'])).toEqual(['a gauge', 'c gauge']);
    expect(named(['target_info'])).toEqual(['target_info info']);
    expect(named(['x'])).toEqual([]);
    expect(readJsonPage([fakeFamily({ name: 'idle', series: [] })]).metrics).toEqual([]);
  });

  it('are one of each name, with the series of all that have it', () => {
    const of = (name: string) => fakeFamily({ name: 'a', scope: { name } });
    const { metrics } = readJsonPage([of('x'), fakeFamily({ name: 'b' }), of('y')]);
    expect(metrics.map(({ name, series }) => [name, series.map(({ labels }) => labels)])).toEqual([
      ['a', [{ otel_scope_name: 'x' }, { otel_scope_name: 'y' }]],
      ['b', [{}]],
    ]);
  });

  it('have one series of equal labels, as on the page', () => {
    const series: FakeSeries[] = [
      { attributes: { code: 200 }, value: 2 },
      { attributes: { code: '200' }, value: 3 },
    ];
    const { metrics, said } = readJsonPage([
      fakeFamily({ name: 'a', kind: 'counter', series }),
      fakeFamily({ name: 'b', series }),
    ]);
    expect(metrics.map((metric) => metric.series.map(({ value }) => value))).toEqual([[5], [2]]);
    expect(said).toEqual(['merged_series 1', 'duplicate_series 1']);
  });

  it('have the names that are asked for by escaping', () => {
    const attributes = { 'a.b': 1 };
    const { metrics } = readJsonPage([fakeFamily({ name: 'x.y', series: [{ attributes }] })], {
      format: { kind: 'json', version: '1.0.0', escaping: 'allow-utf-8' },
      translation: 'NoTranslation',
    });
    expect(metrics).toMatchObject([{ name: 'x.y', series: [{ labels: { 'a.b': '1' } }] }]);
  });
});

describe('a family that fails', () => {
  const good = fakeFamily({ name: 'good' });
  const broken = { name: 'bad', kind: 'counter', series: seriesOf(3) } as const;

  it.each<[what: string, family: Family, series: number]>([
    ['at once', failingFamily(broken), 0],
    ['after some series', endingInFailure(fakeFamily(broken)), 3],
    ['for want of buckets', fakeFamily({ name: 'bad', kind: 'histogram' }), 0],
    ['for want of quantiles', fakeFamily({ name: 'bad', kind: 'summary' }), 0],
    [
      'at its second series',
      fakeFamily({
        ...{ name: 'bad', kind: 'histogram' },
        series: [{ attributes: { id: 1 }, distribution: distribution([], [1]) }, {}],
      }),
      1,
    ],
  ])('%s harms no other', (_, family, series) => {
    const { metrics, said } = readJsonPage([good, family, fakeFamily({ name: 'last' })]);
    expect(metrics.map((metric) => metric.name.replace('_total', ''))).toEqual(
      series === 0 ? ['good', 'last'] : ['good', 'bad', 'last'],
    );
    if (series > 0) expect(metrics[1]?.series).toHaveLength(series);
    expect(said).toEqual(['exposition_error 1']);
  });

  it('leaves others of its name', () => {
    const other = fakeFamily({ ...broken, scope: { name: 'other' } });
    const { metrics } = readJsonPage([endingInFailure(fakeFamily(broken)), other]);
    expect(metrics.map(({ series }) => series.length)).toEqual([6]);
  });

  it('fails the page where it is the only one, before anything of it is there', () => {
    expect(() => readJsonPage([failingFamily(broken)])).toThrow('none of 1 metrics');
  });
});

it('pages of many series pause, and come in slices', () => {
  const write = createWriter(
    { kind: 'json', version: '1.0.0', escaping: 'underscores' },
    {
      config: {
        ...{ prefix: '', createdLines: true },
        translationStrategy: 'UnderscoreEscapingWithSuffixes',
      },
      constants: [['host.name', 'box']],
      report: () => {},
    },
  );
  const families = [fakeFamily({ name: 'a', kind: 'counter', series: seriesOf(20_000) })];
  let text = '';
  let steps = 0;
  for (const slice of write({ resource: {}, families, timeMs: 0, errors: [] })) {
    steps++;
    if (slice === PAUSE) continue;
    expect(typeof slice).toBe('string');
    expect((slice as string).length).toBeLessThan(70_000);
    text += slice;
  }
  expect(steps).toBeGreaterThan(1000);
  const { metrics } = JSON.parse(text);
  expect(metrics[0].series).toHaveLength(20_000);
  expect(metrics[0].series[7]).toEqual({
    ...{ labels: { host_name: 'box', id: 'series-7' }, value: 7, created: 0 },
  });
});
