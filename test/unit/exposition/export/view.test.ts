import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../../src/config/load.ts';
import type { MetricsOptions } from '../../../../src/config/metrics-options.ts';
import { createExportView } from '../../../../src/exposition/export/view.ts';
import { setLogLevel } from '../../../../src/foundation/log.ts';
import { atOnce } from '../../../../src/foundation/turns.ts';
import { createMeterProvider } from '../../../../src/pipeline/meter-provider.ts';
import type { Descriptor } from '../../../../src/store/descriptor.ts';
import type { Family } from '../../../../src/store/family.ts';
import {
  ChangingFamily,
  distribution,
  type FakeFamily,
  failingFamily,
  fakeFamily,
  seriesOf,
} from '../fake-family.ts';

setLogLevel('none');

const SHOP = { name: 'shop', version: '1' };

function createView(code: MetricsOptions = {}) {
  const view = createExportView(loadConfig({ env: {}, folder: '/', code }).config);
  return (families: readonly Family[]) =>
    atOnce(view({ resource: {}, timeMs: 0, families, errors: [] })).families;
}

function exported(fakes: readonly FakeFamily[], code?: MetricsOptions): readonly Family[] {
  return createView(code)(fakes.map(fakeFamily));
}

function valuesOf(family: Family | undefined) {
  return [...(family?.series() ?? [])].map(({ attributes, value }) => [{ ...attributes }, value]);
}

describe('names', () => {
  it.each<[what: string, fake: FakeFamily, name: string]>([
    [
      'an instrument',
      { name: 'http.server.request.duration', unit: 's' },
      'shop_http.server.request.duration',
    ],
    // Receivers would name its parts each in their own way.
    ['a summary', { name: 'up.load', unit: 'By', kind: 'summary' }, 'shop_up_load_bytes'],
    [
      'what a bridge brings',
      { name: 'jobs_total', kind: 'counter', more: { isFinal: true } },
      'shop_jobs_total',
    ],
  ])('of %s begin with the prefix', (_, fake, name) => {
    const [family] = exported([fake], { prefix: 'shop_' });
    expect(family?.descriptor).toMatchObject({ name, unit: fake.unit ?? '' });
  });

  it('give way to each other as on the page, and say their unit already', () => {
    const families = exported([
      { name: 'orders', kind: 'counter' },
      { name: 'orders_total', unit: 's' },
      { name: 'orders.total' },
    ]);
    expect(families.map(({ descriptor: { name, unit } }) => [name, unit])).toEqual([
      ['orders', ''],
      ['orders_total', 's'],
      ['orders_total_gauge', ''],
    ]);
  });

  it.each<[name: string, isFinal: boolean, kind: string]>([
    ['jobs', false, 'counter'],
    ['jobs_total', true, 'counter'],
    // Receivers would call it jobs_total.
    ['jobs', true, 'up-down-counter'],
  ])('of a counter %s, whole: %s, are those of a receiver as a %s', (name, isFinal, kind) => {
    const [family] = exported([{ name, kind: 'counter', more: { isFinal } }]);
    expect(family?.kind).toBe(kind);
    expect(family?.descriptor.kind).toBe(kind);
  });
});

describe('scopes', () => {
  const fake = { name: 'a', scope: SHOP };
  it.each<[what: string, scopeLabels: boolean, showsScope: boolean, scope: Family['scope']]>([
    ['stay where the page says them', true, true, SHOP],
    ['are left out where the page does not say this one', true, false, { name: '' }],
    ['stay where the page says none at all', false, false, SHOP],
  ])('%s', (_, scopeLabels, showsScope, scope) => {
    const [family] = exported([{ ...fake, more: { showsScope } }], { scopeLabels });
    expect(family?.scope).toEqual(scope);
  });

  it('that are left out make one of equal series, of gauges the first', () => {
    const twice = (kind: 'counter' | 'gauge', value: number) =>
      ['agent', 'app'].map((name) => ({
        name: `of.${kind}`,
        kind,
        scope: { name },
        series: [
          { attributes: { id: 'same' }, value },
          { attributes: { id: name }, value: 1 },
        ],
        more: { showsScope: false },
      }));
    const families = exported([...twice('counter', 3), ...twice('gauge', 4)]);
    expect(families.map(valuesOf)).toEqual([
      [
        [{ id: 'same' }, 6],
        [{ id: 'agent' }, 1],
      ],
      [[{ id: 'app' }, 1]],
      [
        [{ id: 'same' }, 4],
        [{ id: 'agent' }, 1],
      ],
      [[{ id: 'app' }, 1]],
    ]);
  });
});

describe('series that are one on the page', () => {
  const series = [
    { attributes: { 'a.b': 200 }, value: 1, startTimeMs: 20 },
    { attributes: { 'a.b': '200' }, value: 2, startTimeMs: 10 },
    { attributes: { 'a.b': '404' }, value: 4, startTimeMs: 30 },
  ];

  it('are one, with the attributes of the first and the earlier start', () => {
    const [family] = exported([{ name: 'c', kind: 'counter', series }]);
    expect(valuesOf(family)).toEqual([
      [{ 'a.b': 200 }, 3],
      [{ 'a.b': '404' }, 4],
    ]);
    expect([...(family?.series() ?? [])].map(({ startTimeMs }) => startTimeMs)).toEqual([10, 30]);
    const [group] = family?.groups() ?? [];
    expect(group?.keys).toEqual(['a.b']);
    const [first] = family?.series() ?? [];
    expect(first?.attributeAt(0)).toBe(200);
  });

  it.each<[what: string, fake: FakeFamily, attributes: object]>([
    [
      'keys that become one label are joined, in the order of the keys',
      { name: 'c', series: [{ attributes: { a_b: 'y', 'a.b': 1, 'c.d': true } }] },
      { a_b: '1;y', 'c.d': true },
    ],
    [
      'a label of histograms is left to them',
      {
        ...{ name: 'h', kind: 'histogram' },
        series: [{ attributes: { le: 'x', 'c.d': 1 }, distribution: distribution([], [1]) }],
      },
      { 'c.d': 1, exported_le: 'x' },
    ],
    [
      'and stays where none is needed',
      { name: 'g', series: [{ attributes: { le: 'x' } }] },
      { le: 'x' },
    ],
  ])('%s', (_, fake, attributes) => {
    const [family] = exported([fake]);
    const [group] = family?.groups() ?? [];
    const [one] = family?.series() ?? [];
    expect({ ...one?.attributes }).toEqual(attributes);
    expect(group?.keys).toEqual(Object.keys(attributes));
    expect(group?.keys.map((_, position) => one?.attributeAt(position))).toEqual(
      Object.values(attributes),
    );
  });

  it('are one of a histogram, too', () => {
    const [family] = exported([
      {
        ...{ name: 'h', kind: 'histogram', more: { boundaries: [1] } },
        series: [
          { attributes: { a: 1 }, distribution: distribution([1], [1, 2], 10) },
          { attributes: { a: '1' }, distribution: distribution([1], [10, 20], 100) },
        ],
      },
    ]);
    const [only, ...others] = family?.series() ?? [];
    expect(others).toEqual([]);
    expect(only?.distribution).toMatchObject({ counts: [11, 22], count: 33, sum: 110 });
  });

  it('come in bounded blocks, which live for one push', () => {
    const many = [...seriesOf(600), { attributes: { id: 7 } }];
    const [family] = exported([{ name: 'c', kind: 'counter', series: many }]);
    const [group] = family?.groups() ?? [];
    const blocks = [...(group?.blocks() ?? [])];
    expect(blocks.map(({ size }) => size)).toEqual([256, 256, 89]);
    expect(blocks.map((block) => [...block.series()].length)).toEqual([256, 256, 89]);
    expect(blocks.map(({ layout }) => layout)).toEqual([undefined, undefined, undefined]);
  });

  it('are in a family that is the same from push to push', () => {
    const source = new ChangingFamily({ name: 'c', kind: 'counter', series });
    const view = createView();
    const [before] = view([source]);
    expect(valuesOf(before)).toHaveLength(2);
    source.remove(0);
    const [after] = view([source]);
    expect(after).toBe(before);
    expect(valuesOf(after)).toEqual([
      [{ 'a.b': '200' }, 2],
      [{ 'a.b': '404' }, 4],
    ]);
  });

  it('are those that a classic name shows', () => {
    const scope = { name: '@acme/otel-metrics' };
    const source = fakeFamily({ name: 'errors', kind: 'counter', scope, series });
    const [family] = createView()([{ ...source, addsUp: true }]);
    expect(valuesOf(family)).toHaveLength(2);
  });
});

it('all else is the very blocks of the store, from push to push', () => {
  const { getMeter, store } = createMeterProvider({
    cardinalityLimit: 2000,
    totalCardinalityLimit: 2000,
    seriesTtlMs: 0,
  });
  const counter = getMeter('shop').createCounter('orders');
  for (let id = 0; id < 600; id++) counter.add(1, { id: `${id}` });
  const blocksOf = (families: readonly Family[]) =>
    families.flatMap((family) => [...family.groups()].flatMap((group) => [...group.blocks()]));
  const view = createView({ prefix: 'shop_' });
  const one = view(store.families());
  counter.add(1, { id: '5' });
  const other = view(store.families());
  expect(other[0]).toBe(one[0]);
  expect(blocksOf(other)).toHaveLength(blocksOf(store.families()).length);
  for (const [at, block] of blocksOf(store.families()).entries()) {
    expect(blocksOf(other)[at]).toBe(block);
  }
});

describe('histograms', () => {
  const forms = (code: MetricsOptions, ...asked: Descriptor['form'][]) =>
    exported(
      asked.map((form, at) => ({
        ...{ name: 'h', kind: 'histogram', scope: { name: `${at}` }, more: { form } },
      })),
      code,
    ).map(({ descriptor }) => descriptor.form);

  it.each<[MetricsOptions['otlpHistograms'], asked: Descriptor['form'], form: string]>([
    ['explicit_bucket_histogram', 'both', 'classic'],
    ['base2_exponential_bucket_histogram', 'both', 'native'],
    ['explicit_bucket_histogram', 'native', 'native'],
    ['base2_exponential_bucket_histogram', 'classic', 'classic'],
  ])('where %s is asked for, those of form %s are pushed as %s', (otlpHistograms, asked, form) => {
    expect(forms({ otlpHistograms }, asked)).toEqual([form]);
  });

  it('of one name have bounded buckets where one of them has no others, as on the page', () => {
    const otlpHistograms = 'base2_exponential_bucket_histogram';
    expect(forms({ otlpHistograms }, 'both', 'classic')).toEqual(['classic', 'classic']);
  });
});

it('a family that cannot be read is left out alone', () => {
  const odd = { name: 'odd', series: [{ attributes: { a: '' } }] };
  const families = createView()([failingFamily(odd), fakeFamily({ name: 'good' })]);
  expect(families.map(({ descriptor }) => descriptor.name)).toEqual(['good']);
});
