import { describe, expect, it } from 'vitest';
import { createClassicView } from '../../../../src/exposition/classic-view.ts';
import type { Frame } from '../../../../src/exposition/feed/frame.ts';
import { FeedWriter } from '../../../../src/exposition/feed/writer.ts';
import { createNaming } from '../../../../src/exposition/naming.ts';
import { createMeterProvider } from '../../../../src/pipeline/meter-provider.ts';
import { AGENT_SCOPE } from '../../../../src/pipeline/self-metrics.ts';
import type { Family, SeriesBlock } from '../../../../src/store/family.ts';
import {
  ChangingFamily,
  distribution,
  failingFamily,
  fakeFamily,
  seriesOf,
  summaryOf,
} from '../fake-family.ts';
import { FeedInUse, type FeedOptions, Replay } from './feed-in-use.ts';

function first(families: readonly Family[], options: FeedOptions = {}): Frame {
  return new FeedInUse(options).next(families);
}

describe('a metric', () => {
  it.each<[what: string, family: Family, metric: object]>([
    [
      'of a counter has its unit and total',
      fakeFamily({ name: 'jobs.time', kind: 'counter', unit: 's', description: 'Time.' }),
      { name: 'jobs_time_seconds_total', type: 'counter', unit: 'seconds', help: 'Time.' },
    ],
    [
      'of a sum that may fall is a gauge',
      fakeFamily({ name: 'active', kind: 'up-down-counter' }),
      { name: 'active', type: 'gauge', unit: '', help: '' },
    ],
    [
      'that another library named is called as there',
      fakeFamily({ name: 'orders', kind: 'counter', more: { isFinal: true } }),
      { name: 'orders', type: 'counter', isOwn: true },
    ],
    [
      'of the app is its own',
      fakeFamily({ name: 'a', scope: { name: 'shop' } }),
      { name: 'a', isOwn: true },
    ],
    [
      'of a helper is its own',
      fakeFamily({ name: 'a', scope: { name: '@acme/otel-metrics/instruments' } }),
      { name: 'a', isOwn: true },
    ],
    [
      "of the agent is not the app's",
      fakeFamily({ name: 'a', scope: { name: AGENT_SCOPE } }),
      { name: 'a', isOwn: false },
    ],
    [
      "of OpenTelemetry's engines is not the app's",
      fakeFamily({ name: 'a', scope: { name: '@opentelemetry/instrumentation-pg' } }),
      { name: 'a', isOwn: false },
    ],
    [
      'with a hostile text has it as it is',
      fakeFamily({ name: 'a', description: '</script><img src=x onerror=alert(1)>\n"\\\u2028' }),
      { help: '</script><img src=x onerror=alert(1)>\n"\\\u2028' },
    ],
  ])('%s', (_, family, metric) => {
    expect(first([family]).metrics).toMatchObject([{ id: 1, ...metric }]);
  });

  it.each([
    ['NoTranslation', 'queue.wait'],
    ['NoUTF8EscapingWithSuffixes', 'queue.wait_seconds'],
    ['UnderscoreEscapingWithoutSuffixes', 'queue_wait'],
  ] as const)('by %s is called %s', (translation, name) => {
    const family = fakeFamily({ name: 'queue.wait', unit: 's' });
    expect(first([family], { translation }).metrics).toMatchObject([{ name }]);
  });

  it('that gave way to another is called as on the page', () => {
    const families = [
      fakeFamily({ name: 'lat', kind: 'histogram', series: [{ distribution: ones }] }),
      fakeFamily({ name: 'lat.count' }),
    ];
    expect(first(families).metrics.map(({ name }) => name)).toEqual(['lat', 'lat_count_gauge']);
  });

  it('without series is not there, and is introduced once', () => {
    const family = new ChangingFamily({ name: 'late', series: [] });
    const feed = new FeedInUse();
    expect(feed.next([family]).metrics).toEqual([]);
    family.add({});
    expect(feed.next([family]).metrics).toMatchObject([{ id: 1, name: 'late' }]);
    family.remove(0);
    expect(feed.next([family])).toMatchObject({ metrics: [], gone: [1] });
    family.add({});
    expect(feed.next([family])).toMatchObject({ metrics: [], series: [{ id: 2, metric: 1 }] });
    expect(feed.whole().metrics).toMatchObject([{ id: 1, name: 'late' }]);
  });

  it('of the resource is an info of value 1', () => {
    const resource = { 'service.name': 'shop', pid: 7 };
    expect(first([fakeFamily({ name: 'a' })], { resource })).toMatchObject({
      metrics: [
        { id: 1, name: 'target_info', type: 'info', unit: '', isOwn: false },
        { id: 2, name: 'a' },
      ],
      series: [
        { id: 1, metric: 1, labels: { service_name: 'shop', pid: '7' } },
        { id: 2, metric: 2 },
      ],
      values: [
        [1, 1],
        [2, 1],
      ],
    });
  });
});

const ones = distribution([0.5, 1], [1, 1, 1], 2.5);

describe('a series', () => {
  it.each<[what: string, fake: Parameters<typeof fakeFamily>[0], state: unknown, more?: object]>([
    ['a number', { name: 'a', series: [{ value: 0.1 }] }, 0.1],
    ['a large number', { name: 'a', series: [{ value: 1e300 }] }, 1e300],
    ['no number', { name: 'a', series: [{ value: Number.NaN }] }, null],
    ['infinity', { name: 'a', series: [{ value: Number.POSITIVE_INFINITY }] }, null],
    ['less than any', { name: 'a', series: [{ value: Number.NEGATIVE_INFINITY }] }, null],
    [
      'a distribution',
      { name: 'a', kind: 'histogram', series: [{ distribution: ones }] },
      [3, 2.5, 1, 1, 1],
      { bounds: [0.5, 1] },
    ],
    [
      'a distribution in exponential buckets alone',
      { name: 'a', kind: 'histogram', series: [{ distribution: distribution([], [4], 9) }] },
      [4, 9, 4],
      { bounds: [] },
    ],
    [
      'a distribution without a sum',
      {
        name: 'a',
        kind: 'histogram',
        series: [{ distribution: distribution([1], [1, 0], Number.NaN) }],
      },
      [1, null, 1, 0],
      { bounds: [1] },
    ],
    [
      'quantiles',
      {
        name: 'a',
        kind: 'summary',
        series: [{ summary: summaryOf({ 0.5: 3, 0.99: Number.NaN }, { count: 2, sum: 6 }) }],
      },
      [2, 6, 3, null],
      { quantiles: [0.5, 0.99] },
    ],
  ])('of %s', (_, fake, state, more = {}) => {
    const { series, values } = first([fakeFamily(fake)]);
    expect(series).toEqual([{ id: 1, metric: 1, labels: {}, ...more }]);
    expect(values).toEqual([[1, state]]);
  });

  it('has hostile labels as they are', () => {
    const attributes = {
      a: '<script>alert(1)</script>',
      b: '"\\\n\u2028',
      c: '\ud800',
      __proto__x: 'p',
      d: '',
    };
    const feed = new FeedInUse({ translation: 'NoTranslation' });
    const { series } = feed.next([fakeFamily({ name: 'a', series: [{ attributes }] })]);
    expect(series[0]?.labels).toEqual({
      ...{ a: '<script>alert(1)</script>', b: '"\\\n\u2028', c: '\ufffd' },
      __proto__x: 'p',
    });
  });

  it('may have a label that is called as what all objects have', () => {
    const attributes = Object.fromEntries([['__proto__', 'x']]);
    const { series } = first([fakeFamily({ name: 'a', series: [{ attributes }] })], {
      translation: 'NoTranslation',
    });
    expect(Object.entries(series[0]?.labels ?? {})).toEqual([['__proto__', 'x']]);
  });

  it('that is back has another number', () => {
    const family = new ChangingFamily({ name: 'a', series: [{ attributes: { id: 1 } }] });
    const feed = new FeedInUse();
    feed.next([family]);
    family.remove(0);
    expect(feed.next([family])).toMatchObject({ gone: [1], series: [], values: [] });
    family.add({ attributes: { id: 1 }, value: 7 });
    expect(feed.next([family])).toMatchObject({ gone: [], series: [{ id: 2 }], values: [[2, 7]] });
  });

  it('that began anew between two frames goes on', () => {
    const family = new ChangingFamily({ name: 'a', kind: 'counter', series: [{ value: 9 }] });
    const feed = new FeedInUse();
    feed.next([family]);
    family.remove(0);
    family.add({ value: 2 });
    expect(feed.next([family])).toMatchObject({ gone: [], series: [], values: [[1, 2]] });
  });

  it('whose buckets are others has another number', () => {
    const family = new ChangingFamily({
      ...{ name: 'a', kind: 'histogram' },
      series: [{ attributes: { id: 1 }, distribution: ones }],
    });
    const feed = new FeedInUse();
    feed.next([family]);
    family.change(0, { distribution: distribution([5], [3, 0], 2.5) });
    expect(feed.next([family])).toMatchObject({
      gone: [1],
      series: [{ id: 2, labels: { id: '1' }, bounds: [5] }],
      values: [[2, [3, 2.5, 3, 0]]],
    });
  });

  it('is called as in classic names where these are chosen', () => {
    const family = fakeFamily({
      ...{ name: 'http.server.request.duration', kind: 'histogram', unit: 's' },
      scope: { name: AGENT_SCOPE },
      series: [
        {
          attributes: {
            ...{ 'http.request.method': 'GET', 'http.route': '/', 'url.scheme': 'http' },
            'http.response.status_code': 200,
          },
          distribution: ones,
        },
      ],
    });
    const view = createClassicView();
    const { families } = view({ resource: {}, timeMs: 0, families: [family], errors: [] });
    const { metrics, series } = first(families);
    expect(metrics.map(({ name }) => name)).toContain('http_request_duration_seconds');
    expect(series[0]?.labels).toEqual({ method: 'GET', route: '/', status_code: '200' });
  });
});

describe('a frame', () => {
  it('has its number and the time of the collection', () => {
    const feed = new FeedInUse();
    expect(feed.next([], 5)).toMatchObject({ number: 1, timeMs: 5, leftOut: 0 });
    expect(feed.next([], 7)).toMatchObject({ number: 2, timeMs: 7 });
    expect(feed.whole()).toMatchObject({ number: 2, timeMs: 7 });
  });

  it('has what changed alone', () => {
    const family = new ChangingFamily({ name: 'a', series: seriesOf(600) });
    const feed = new FeedInUse();
    feed.next([family]);
    family.change(17, { value: -1 });
    family.change(599, { value: -2 });
    expect(feed.next([family]).values).toEqual([
      [18, -1],
      [600, -2],
    ]);
  });

  it('does not look into blocks that did not change, however many frames there are', () => {
    const { families, readings, counter } = blocksInUse();
    const feed = new FeedInUse();
    for (let frame = 0; frame < 4; frame++) feed.next(families);
    expect(readings.blocks).toBe(1);
    counter.add(1, { id: 3 });
    for (let frame = 0; frame < 3; frame++) feed.next(families);
    expect(readings.blocks).toBe(2);
  });

  it('asks for the labels of new series alone', () => {
    const { families, readings, counter } = blocksInUse();
    const feed = new FeedInUse();
    feed.next(families);
    const asked = readings.labels;
    counter.add(1, { id: 3 });
    feed.next(families);
    expect(readings.labels).toBe(asked);
  });

  it('leaves out a metric that cannot be read, and no other', () => {
    const good = fakeFamily({ name: 'good' });
    const feed = new FeedInUse();
    expect(feed.next([failingFamily({ name: 'bad' }), good]).metrics).toMatchObject([
      { name: 'good' },
    ]);
    expect(feed.next([failingFamily({ name: 'bad' }), good]).gone).toEqual([]);
  });

  it('is none where no metric can be read', () => {
    expect(() => first([failingFamily({ name: 'bad' })])).toThrow('none of 1 metrics');
  });

  it('has the numbers of a series alone again that was added to another for a while', () => {
    const attributes = { id: 'a' };
    const one = fakeFamily({ name: 'x.y', kind: 'counter', series: [{ attributes, value: 1 }] });
    const other = fakeFamily({ name: 'x_y', kind: 'counter', series: [{ attributes, value: 5 }] });
    const feed = new FeedInUse();
    expect(feed.next([one]).values).toEqual([[1, 1]]);
    expect(feed.next([one, other]).values).toEqual([[1, 6]]);
    expect(feed.next([one]).values).toEqual([[1, 1]]);
  });

  it('adds up what is one series on the page', () => {
    const family = fakeFamily({
      ...{ name: 'a', kind: 'counter' },
      series: [
        { attributes: { code: 200 }, value: 1 },
        { attributes: { code: '200' }, value: 2 },
      ],
    });
    expect(first([family])).toMatchObject({
      series: [{ labels: { code: '200' } }],
      values: [[1, 3]],
    });
  });
});

describe('many series', () => {
  it('are the first 5,000 of a metric, and the others counted', () => {
    const { families, readings, counter } = blocksInUse(5_300);
    const feed = new FeedInUse();
    const frame = feed.next(families);
    expect([frame.series.length, frame.leftOut]).toEqual([5_000, 300]);
    expect(feed.next(families)).toMatchObject({ series: [], gone: [], leftOut: 300 });
    // Of what is left out nothing is looked at.
    counter.add(1, { id: 5_250 });
    expect(feed.next(families)).toMatchObject({ values: [], leftOut: 300 });
    expect(readings.blocks).toBe(Math.ceil(5_300 / 512));
    counter.add(1, { id: 4_999 });
    expect(feed.next(families)).toMatchObject({ values: [[5_000, 2]], leftOut: 300 });
  });

  it('are 20,000 in all', () => {
    const families = Array.from({ length: 5 }, (_, at) =>
      fakeFamily({ name: `m${at}`, series: seriesOf(4_100) }),
    );
    const frame = first(families);
    expect([frame.series.length, frame.leftOut]).toEqual([20_000, 500]);
  });

  it('take the place of those that end', () => {
    const { families, counter } = blocksInUse(5_300);
    const feed = new FeedInUse();
    const replay = new Replay();
    replay.apply(feed.next(families));
    for (let id = 0; id < 200; id++) counter.remove({ id });
    replay.apply(feed.next(families));
    const frame = feed.next(families);
    replay.apply(frame);
    expect([replay.series.length, frame.leftOut]).toEqual([5_000, 100]);
    for (let id = 200; id < 5_300; id++) counter.add(1, { id });
    replay.apply(feed.next(families));
    expect(new Set(Object.values(replay.states))).toEqual(new Set([2]));
  });
});

/** A counter of the store, of which is known what was read. */
function blocksInUse(size = 200) {
  const provider = createMeterProvider({
    ...{ cardinalityLimit: 100_000, totalCardinalityLimit: 100_000, seriesTtlMs: 0 },
  });
  const counter = provider.getMeter('shop').createCounter('c');
  for (let id = 0; id < size; id++) counter.add(1, { id });
  const readings = { blocks: 0, labels: 0 };
  const families = provider.store.families().map((family) => watched(family, readings));
  return { families, readings, counter };
}

/** The same family, with every reading counted. */
function watched(family: Family, readings: { blocks: number; labels: number }): Family {
  const known = new Map<SeriesBlock, SeriesBlock>();
  const watchedBlock = (block: SeriesBlock): SeriesBlock => ({
    get size() {
      return block.size;
    },
    get version() {
      return block.version;
    },
    get layout() {
      return block.layout;
    },
    *series() {
      readings.blocks++;
      for (const series of block.series()) {
        yield {
          ...{ value: series.value, startTimeMs: 0, exemplars: [], attributes: {} },
          attributeAt(position) {
            readings.labels++;
            return series.attributeAt(position);
          },
        };
      }
    },
  });
  const blockOf = (block: SeriesBlock) => {
    const one = known.get(block) ?? watchedBlock(block);
    known.set(block, one);
    return one;
  };
  return {
    ...{ scope: family.scope, descriptor: family.descriptor, kind: family.kind },
    series: () => family.series(),
    groups: () =>
      [...family.groups()].map((group) => ({
        ...{ keys: group.keys, textsDiffer: group.textsDiffer },
        blocks: () => [...group.blocks()].map(blockOf),
      })),
  };
}

describe('series that change while a frame is made', () => {
  it.each([0, 4])('are in the next one as they are, from step %d on', (begin) => {
    const { families, counter } = blocksInUse(300);
    // Whose number it is can be seen of each.
    for (let id = 0; id < 300; id++) counter.add(id * 1000, { id });
    const writer = new FeedWriter({
      naming: createNaming({
        ...{ prefix: '', translation: 'UnderscoreEscapingWithSuffixes' },
        escaping: 'allow-utf-8',
      }),
      constants: [],
      report: () => {},
    });
    const replay = new Replay();
    const frame = (meanwhile: (step: number) => void) => {
      const making = writer.next({ resource: {}, timeMs: 0, families, errors: [] });
      for (let step = 0; ; step++) {
        const { done, value } = making.next();
        if (done) return replay.apply(JSON.parse(value.texts.join('')));
        meanwhile(step);
      }
    };
    frame(() => {});
    counter.add(1, { id: 0 });
    frame((step) => {
      if (step < begin) return;
      counter.add(1, { id: step * 10 });
      counter.remove({ id: 299 - step * 10 });
      counter.remove({ id: step * 10 + 1 });
      counter.add(1_000_000 + step * 1000, { id: 1000 + step });
    });
    const owners = replay.series.map(({ id }) => Math.floor(Number(replay.stateOf(id)) / 1000));
    expect(owners).toEqual(replay.series.map(({ labels }) => Number(labels.id)));
    frame(() => {});
    const values = [...(families[0]?.series() ?? [])].map(({ value, attributes }) => [
      String(attributes.id),
      value,
    ]);
    const seen = replay.series.map(({ id, labels }) => [labels.id, replay.stateOf(id)]);
    expect(seen.sort()).toEqual(values.sort());
  });
});
