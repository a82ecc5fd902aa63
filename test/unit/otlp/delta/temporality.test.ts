import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, vi } from 'vitest';
import { setLogLevel } from '../../../../src/foundation/log.ts';
import { atOnce, nextTurn } from '../../../../src/foundation/turns.ts';
import { createTemporality, type Temporality } from '../../../../src/otlp/delta/temporality.ts';
import { partsOf } from '../../../../src/otlp/parts.ts';
import type { Collection } from '../../../../src/pipeline/collection.ts';
import type { MeterProvider } from '../../../../src/pipeline/meter-provider.ts';
import type { Family, SeriesBlock } from '../../../../src/store/family.ts';
import { ChangingFamily, distribution, fakeFamily } from '../../exposition/fake-family.ts';
import { faultsDuring, newProvider } from '../../pipeline/readings.ts';
import { descriptorOf } from '../../store/tables.ts';

const clock = vi.hoisted(() => ({ ms: 0 }));
vi.mock(import('../../../../src/foundation/clock.ts'), async (original) => ({
  ...(await original()),
  epochMs: () => clock.ms,
}));

setLogLevel('none');

/** A collection of these families at a time, one millisecond after the last where none is said. */
function collectionOf(families: readonly Family[], timeMs = ++clock.ms): Collection {
  clock.ms = timeMs;
  return { resource: {} as never, timeMs, families, errors: [] };
}

async function collect(provider: MeterProvider, timeMs?: number): Promise<Collection> {
  await provider.observables.observe();
  return collectionOf(provider.store.families(), timeMs);
}

function applied(temporality: Temporality, collection: Collection): Collection {
  return atOnce(temporality.apply(collection));
}

/** Applies and delivers; what was in it. */
function pushed(temporality: Temporality, collection: Collection): unknown[] {
  const part = applied(temporality, collection);
  const shown = shownBy(part);
  temporality.delivered(part);
  return shown;
}

/** Points as `[name, attributes, start, value or counts]`. */
function shownBy({ families }: Collection): unknown[] {
  return families.flatMap((family) =>
    [...family.series()].map(({ attributes, startTimeMs, value, distribution }) => [
      family.descriptor.name,
      { ...attributes },
      startTimeMs,
      distribution?.counts ?? value,
    ]),
  );
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

function blocksOf({ families }: Collection): SeriesBlock[] {
  return families.flatMap((family) => [...family.groups()].flatMap((group) => [...group.blocks()]));
}

describe('the preference', () => {
  const KINDS = [
    ['createCounter', { delta: true, lowmemory: true }],
    ['createObservableCounter', { delta: true, lowmemory: false }],
    ['createHistogram', { delta: true, lowmemory: true }],
    ['createUpDownCounter', { delta: false, lowmemory: false }],
    ['createObservableUpDownCounter', { delta: false, lowmemory: false }],
    ['createGauge', { delta: false, lowmemory: false }],
    ['createObservableGauge', { delta: false, lowmemory: false }],
    ['createSummary', { delta: false, lowmemory: false }],
  ] as const;

  it.each(['delta', 'lowmemory'] as const)('%s says which kinds are deltas', async (preference) => {
    const provider = newProvider();
    const meter = provider.getMeter('shop');
    for (const [make] of KINDS) {
      const instrument = meter[make](make);
      if ('add' in instrument) instrument.add(1);
      else if ('record' in instrument) instrument.record(1);
      else instrument.addCallback((result) => result.observe(1));
    }
    const collection = await collect(provider);
    const { families } = applied(createTemporality(preference), collection);
    const deltas = families.map(({ descriptor, isDelta = false }: Family) => [
      descriptor.name,
      isDelta,
    ]);
    expect(deltas).toEqual(KINDS.map(([make, are]) => [make, are[preference]]));
    // What is none is the very same.
    const others = families.filter(({ isDelta }: Family) => !isDelta);
    expect(collection.families).toEqual(expect.arrayContaining(others));
    for (const other of others) expect(collection.families).toContain(other);
  });

  it('cumulative leaves the collection as it is', async () => {
    const collection = collectionOf([fakeFamily({ name: 'x', kind: 'counter' })]);
    const temporality = createTemporality('cumulative');
    expect(applied(temporality, collection)).toBe(collection);
    temporality.delivered(collection);
    expect(applied(temporality, collection)).toBe(collection);
  });
});

describe('a delta', () => {
  it('is what came since the last delivery, from its time on', async () => {
    const [provider, temporality] = [newProvider(), createTemporality('delta')];
    const counter = provider.getMeter('shop').createCounter('orders');
    clock.ms = 1000;
    counter.add(5, { id: 'a' });
    expect(pushed(temporality, await collect(provider, 1500))).toEqual([
      ['orders', { id: 'a' }, 1000, 5],
    ]);
    clock.ms = 1800;
    counter.add(2, { id: 'a' });
    counter.add(1, { id: 'b' });
    expect(pushed(temporality, await collect(provider, 2000))).toEqual([
      ['orders', { id: 'a' }, 1500, 2],
      ['orders', { id: 'b' }, 1800, 1],
    ]);
  });

  it('covers what no push before it delivered', async () => {
    const [provider, temporality] = [newProvider(), createTemporality('delta')];
    const histogram = provider
      .getMeter('shop')
      .createHistogram('time', { advice: { explicitBucketBoundaries: [1] } });
    clock.ms = 1000;
    histogram.record(0.5);
    pushed(temporality, await collect(provider, 2000));
    histogram.record(5);
    applied(temporality, await collect(provider, 3000));
    applied(temporality, await collect(provider, 4000));
    histogram.record(5);
    expect(pushed(temporality, await collect(provider, 5000))).toEqual([
      ['time', {}, 2000, [0, 2]],
    ]);
  });

  it('of a new series is sent also when it is 0, and of a known one not', async () => {
    const [provider, temporality] = [newProvider(), createTemporality('delta')];
    const meter = provider.getMeter('shop');
    meter.createCounter('orders').add(0);
    meter.createHistogram('time', { advice: { explicitBucketBoundaries: [1] } }).bind({});
    clock.ms = 1000;
    const first = shownBy(applied(temporality, await collect(provider)));
    expect(first.map((point) => (point as unknown[])[3])).toEqual([0, [0, 0]]);
    expect(pushed(temporality, await collect(provider))).toEqual(first);
    expect(applied(temporality, await collect(provider)).families).toEqual([]);
  });

  it('of a series that was idle for hours began hours ago, though pushes in between were taken', async () => {
    const [provider, temporality] = [newProvider(), createTemporality('delta')];
    const meter = provider.getMeter('shop');
    const [orders, visits] = [meter.createCounter('orders'), meter.createCounter('visits')];
    clock.ms = 1000;
    for (const id of ['idle', 'busy']) orders.add(1, { id });
    visits.add(1);
    pushed(temporality, await collect(provider, 1500));
    for (const timeMs of [2000, 3000]) {
      orders.add(1, { id: 'busy' });
      pushed(temporality, await collect(provider, timeMs));
    }
    orders.add(1, { id: 'busy' });
    applied(temporality, await collect(provider, 4000));
    for (const id of ['idle', 'busy']) orders.add(1, { id });
    visits.add(1);
    clock.ms = 4500;
    orders.add(1, { id: 'new' });
    expect(pushed(temporality, await collect(provider, 5000))).toEqual([
      ['orders', { id: 'idle' }, 3000, 1],
      ['orders', { id: 'busy' }, 3000, 2],
      ['orders', { id: 'new' }, 4500, 1],
      // Of this instrument the push that failed had nothing.
      ['visits', {}, 4000, 1],
    ]);
  });

  it('begins where all of its instrument was delivered, also in another block', async () => {
    const [provider, temporality] = [newProvider(), createTemporality('delta')];
    const counter = provider.getMeter('shop').createCounter('orders');
    for (const id of Array.from({ length: 600 }, (_, number) => String(number))) {
      counter.add(1, { id });
    }
    pushed(temporality, await collect(provider, 1000));
    for (const timeMs of [2000, 3000]) {
      counter.add(1, { id: '0' });
      pushed(temporality, await collect(provider, timeMs));
    }
    counter.add(1, { id: '599' });
    counter.remove({ id: '598' });
    expect(pushed(temporality, await collect(provider, 4000))).toEqual([
      ['orders', { id: '599' }, 3000, 1],
    ]);
  });

  it('knows no least and greatest amount', async () => {
    const [provider, temporality] = [newProvider(), createTemporality('delta')];
    const histogram = provider.getMeter('shop').createHistogram('time');
    for (const _ of [1, 2]) {
      histogram.record(3);
      const part = applied(temporality, await collect(provider));
      const [series] = [...(part.families[0]?.series() ?? [])];
      const { min = 0, max = 0, sum, count } = series?.distribution ?? {};
      expect([min <= max, sum, count]).toEqual([false, 3, 1]);
      temporality.delivered(part);
    }
  });

  it('has the exemplars since then', () => {
    const temporality = createTemporality('delta');
    const exemplar = (timeMs: number) => {
      return { bucket: 0, value: 1, timeMs, traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
    };
    const exemplarsOf = (value: number, timeMs: number) => {
      const exemplars = [exemplar(1500), exemplar(2500)].filter((one) => one.timeMs <= timeMs);
      const family = fakeFamily({ name: 'x', kind: 'counter', series: [{ value, exemplars }] });
      const part = applied(temporality, collectionOf([family], timeMs));
      const shown = [...(part.families[0]?.series() ?? [])].flatMap((series) => series.exemplars);
      temporality.delivered(part);
      return shown;
    };
    expect(exemplarsOf(1, 2000)).toEqual([exemplar(1500)]);
    expect(exemplarsOf(2, 3000)).toEqual([exemplar(2500)]);
  });

  it('never begins after its end, when the clock was set back', async () => {
    const [provider, temporality] = [newProvider(), createTemporality('delta')];
    const counter = provider.getMeter('shop').createCounter('orders');
    counter.add(1);
    pushed(temporality, await collect(provider, 9000));
    counter.add(1);
    expect(pushed(temporality, await collect(provider, 8000))).toEqual([['orders', {}, 8000, 1]]);
  });
});

describe('between collection and delivery', () => {
  it('what is measured is not in it, and in the next', async () => {
    const [provider, temporality] = [newProvider(), createTemporality('delta')];
    const counter = provider.getMeter('shop').createCounter('orders');
    counter.add(1);
    const part = applied(temporality, await collect(provider, 2000));
    counter.add(10);
    expect(shownBy(part)).toMatchObject([['orders', {}, expect.anything(), 1]]);
    temporality.delivered(part);
    expect(pushed(temporality, await collect(provider))).toEqual([['orders', {}, 2000, 10]]);
  });

  it('a series that ends does not give its place to another', async () => {
    const [provider, temporality] = [newProvider(), createTemporality('delta')];
    const counter = provider.getMeter('shop').createCounter('orders');
    counter.add(1, { id: 'first' });
    const part = applied(temporality, await collect(provider));
    counter.remove({ id: 'first' });
    counter.add(7, { id: 'second' });
    expect(shownBy(part)).toMatchObject([['orders', { id: 'first' }, expect.anything(), 1]]);
  });

  it('what is taken for another push is not taken twice', async () => {
    const [provider, temporality] = [newProvider(), createTemporality('delta')];
    const counters = ['a', 'b'].map((name) => provider.getMeter('shop').createCounter(name));
    for (const counter of counters) counter.add(1);
    const stopped = temporality.apply(await collect(provider, 1000));
    stopped.next();
    for (const counter of counters) counter.add(2);
    expect(pushed(temporality, await collect(provider, 2000))).toMatchObject([
      ['a', {}, expect.anything(), 3],
      ['b', {}, expect.anything(), 3],
    ]);
    expect(() => stopped.next()).toThrow('another push');
    for (const counter of counters) counter.add(4);
    expect(pushed(temporality, await collect(provider, 3000))).toEqual([
      ['a', {}, 2000, 4],
      ['b', {}, 2000, 4],
    ]);
  });

  it('an answer that comes after the next collection counts nothing as delivered', async () => {
    const [provider, temporality] = [newProvider(), createTemporality('delta')];
    const counter = provider.getMeter('shop').createCounter('orders');
    counter.add(1);
    const late = applied(temporality, await collect(provider, 1000));
    counter.add(2);
    applied(temporality, await collect(provider, 2000));
    temporality.delivered(late);
    expect(pushed(temporality, await collect(provider, 3000))).toMatchObject([
      ['orders', {}, expect.anything(), 3],
    ]);
  });

  it('a part that arrives counts alone', async () => {
    const [provider, temporality] = [newProvider(), createTemporality('delta')];
    const meter = provider.getMeter('shop');
    const counters = ['a', 'b', 'c'].map((name) => meter.createCounter(name));
    for (const counter of counters) counter.add(1);
    const parts = partsOf(applied(temporality, await collect(provider, 5000)), 1);
    expect(parts).toHaveLength(3);
    temporality.delivered(parts[1] as Collection);
    for (const counter of counters) counter.add(1);
    expect(shownBy(applied(temporality, await collect(provider)))).toMatchObject([
      ['a', {}, expect.anything(), 2],
      ['b', {}, 5000, 1],
      ['c', {}, expect.anything(), 2],
    ]);
  });
});

describe('a series that ended', () => {
  it('began anew counts from 0 at its own start, also when it is greater by then', async () => {
    const [provider, temporality] = [newProvider(), createTemporality('delta')];
    const counter = provider.getMeter('shop').createCounter('orders');
    clock.ms = 1000;
    counter.add(5);
    pushed(temporality, await collect(provider, 2000));
    counter.remove({});
    clock.ms = 3000;
    counter.add(9);
    expect(pushed(temporality, await collect(provider, 4000))).toEqual([['orders', {}, 3000, 9]]);
  });

  it('is not kept in memory', async () => {
    const [provider, temporality] = [newProvider(), createTemporality('delta')];
    const counter = provider.getMeter('shop').createCounter('orders');
    const pushWeakly = async (): Promise<WeakRef<object>[]> => {
      const part = applied(temporality, await collect(provider));
      const all = part.families.flatMap((family) => [...family.series()]);
      temporality.delivered(part);
      return all.map((series) => new WeakRef(series));
    };
    counter.add(1, { id: 'stays' });
    counter.add(1, { id: 'goes' });
    const pushedOnes = await pushWeakly();
    counter.remove({ id: 'goes' });
    await pushWeakly();
    // What a WeakRef has told of in a turn stays for that turn.
    await nextTurn();
    collectGarbage();
    expect(pushedOnes.map((one) => one.deref() === undefined)).toEqual([false, true]);
  });
});

describe('an observable counter', () => {
  function observed() {
    const [provider, temporality] = [newProvider(), createTemporality('delta')];
    const state: { value: number | undefined } = { value: undefined };
    const counter = provider.getMeter('shop').createObservableCounter('reads');
    counter.addCallback((result) => {
      if (state.value !== undefined) result.observe(state.value);
    });
    const at = async (timeMs: number, value: number | undefined) => {
      clock.ms = timeMs;
      state.value = value;
      return collect(provider, timeMs);
    };
    return { temporality, at };
  }

  it('that went down counts from 0, also where the push that saw it failed', async () => {
    const { temporality, at } = observed();
    pushed(temporality, await at(1000, 10));
    applied(temporality, await at(2000, 3));
    expect(pushed(temporality, await at(3000, 12))).toEqual([['reads', {}, 1000, 12]]);
    expect(pushed(temporality, await at(4000, 4))).toEqual([['reads', {}, 3000, 4]]);
  });

  it('that went down counts from 0, also where it stays above what was delivered', async () => {
    const { temporality, at } = observed();
    pushed(temporality, await at(1000, 1));
    applied(temporality, await at(2000, 10));
    expect(pushed(temporality, await at(3000, 5))).toEqual([['reads', {}, 1000, 5]]);
  });

  it('that failed once was counted a second time from 0', async () => {
    const { temporality, at } = observed();
    pushed(temporality, await at(1000, 1_000_000));
    expect(pushed(temporality, await at(2000, undefined))).toEqual([]);
    expect(pushed(temporality, await at(3000, 1_000_002))).toEqual([['reads', {}, 1000, 2]]);
  });

  it('that begins anew after it was missed counts from 0, since the last delivery', async () => {
    const { temporality, at } = observed();
    pushed(temporality, await at(1000, 50));
    pushed(temporality, await at(2000, undefined));
    expect(pushed(temporality, await at(3000, 4))).toEqual([['reads', {}, 1000, 4]]);
  });

  it('that was missed is not known until then, though others were', async () => {
    const [provider, temporality] = [newProvider(), createTemporality('delta')];
    const ids = new Set(['a', 'b']);
    const counter = provider.getMeter('shop').createObservableCounter('reads');
    counter.addCallback((result) => {
      for (const id of ids) result.observe(clock.ms, { id });
    });
    const at = async (timeMs: number) => {
      clock.ms = timeMs;
      return pushed(temporality, await collect(provider, timeMs));
    };
    await at(1000);
    ids.delete('b');
    await at(2000);
    ids.add('b');
    expect(await at(3000)).toEqual([
      ['reads', { id: 'a' }, 2000, 1000],
      ['reads', { id: 'b' }, 1000, 2000],
    ]);
  });

  it('that is away for long is forgotten', async () => {
    const { temporality, at } = observed();
    pushed(temporality, await at(1000, 50));
    for (let round = 0; round < 11; round++) pushed(temporality, await at(2000, undefined));
    expect(pushed(temporality, await at(3000, 60))).toEqual([['reads', {}, 3000, 60]]);
  });
});

describe('a family that is another object each time', () => {
  const bridged = (value: number, ids: readonly string[] = ['a', 'b']) =>
    fakeFamily({
      name: 'jobs',
      kind: 'counter',
      series: ids.map((id) => ({ attributes: { id }, value, startTimeMs: 100 })),
      blockSize: 1,
    });
  const histogram = (counts: readonly number[], boundaries = [1]) =>
    fakeFamily({
      name: 'time',
      kind: 'histogram',
      series: [{ distribution: distribution(boundaries, counts), startTimeMs: 100 }],
    });

  it('is known by what it says, wherever its series stand', () => {
    const temporality = createTemporality('delta');
    pushed(temporality, collectionOf([bridged(5)], 1000));
    expect(pushed(temporality, collectionOf([bridged(7, ['b', 'c', 'a'])], 2000))).toEqual([
      ['jobs', { id: 'b' }, 1000, 2],
      ['jobs', { id: 'c' }, 100, 7],
      ['jobs', { id: 'a' }, 1000, 2],
    ]);
  });

  it('was counted a second time when its source had been late', () => {
    const temporality = createTemporality('delta');
    pushed(temporality, collectionOf([bridged(5)], 1000));
    for (let round = 0; round < 9; round++) pushed(temporality, collectionOf([]));
    expect(pushed(temporality, collectionOf([bridged(6)], 2000))).toEqual([
      ['jobs', { id: 'a' }, 1000, 1],
      ['jobs', { id: 'b' }, 1000, 1],
    ]);
  });

  it('is forgotten when it is away for long', () => {
    const temporality = createTemporality('delta');
    pushed(temporality, collectionOf([bridged(5)], 1000));
    for (let round = 0; round < 12; round++) pushed(temporality, collectionOf([]));
    expect(pushed(temporality, collectionOf([bridged(6)]))).toEqual([
      ['jobs', { id: 'a' }, 100, 6],
      ['jobs', { id: 'b' }, 100, 6],
    ]);
  });

  it.each([
    ['fewer amounts', histogram([1, 0])],
    ['fewer in one bucket', histogram([0, 5])],
    ['other boundaries', histogram([2, 2], [2])],
  ])('begins anew with %s', (_, next) => {
    const temporality = createTemporality('delta');
    pushed(temporality, collectionOf([histogram([2, 1])], 1000));
    const [series] = [...next.series()];
    expect(pushed(temporality, collectionOf([next], 2000))).toEqual([
      ['time', {}, 1000, series?.distribution?.counts],
    ]);
  });

  it('begins anew with fewer amounts than a push that failed had seen', () => {
    const temporality = createTemporality('delta');
    pushed(temporality, collectionOf([histogram([1, 0])], 1000));
    applied(temporality, collectionOf([histogram([9, 0])], 2000));
    expect(pushed(temporality, collectionOf([histogram([5, 0])], 3000))).toEqual([
      ['time', {}, 1000, [5, 0]],
    ]);
  });

  it('may come in several with series of their own', () => {
    const temporality = createTemporality('delta');
    const both = (value: number) => [bridged(value, ['a']), bridged(value, ['b'])];
    pushed(temporality, collectionOf(both(5), 1000));
    const part = applied(temporality, collectionOf(both(6), 2000));
    expect(part.families).toHaveLength(1);
    expect(shownBy(part)).toEqual([
      ['jobs', { id: 'a' }, 1000, 1],
      ['jobs', { id: 'b' }, 1000, 1],
    ]);
  });

  it('may have several series of the same attributes, which stay in their order', () => {
    const temporality = createTemporality('delta');
    const twice = (values: readonly number[]) =>
      fakeFamily({ name: 'x', kind: 'counter', series: values.map((value) => ({ value })) });
    pushed(temporality, collectionOf([twice([5, 7])], 1000));
    expect(pushed(temporality, collectionOf([twice([6, 9])], 2000))).toEqual([
      ['x', {}, 1000, 1],
      ['x', {}, 1000, 2],
    ]);
  });

  it('has no layout where its own blocks have none, and its series may move between them', () => {
    const temporality = createTemporality('delta');
    const one = (id: string, value: number) => ({ attributes: { id }, value });
    const series = [one('a', 5), one('b', 5)];
    const family = new ChangingFamily({ name: 'x', kind: 'counter', series, blockSize: 1 });
    const part = applied(temporality, collectionOf([family], 1000));
    expect(blocksOf(part).map(({ layout }) => layout)).toEqual([undefined, undefined]);
    temporality.delivered(part);
    family.remove(0);
    family.add(one('a', 7));
    family.change(0, { value: 6 });
    expect(pushed(temporality, collectionOf([family], 2000))).toEqual([
      ['x', { id: 'b' }, 1000, 1],
      ['x', { id: 'a' }, 1000, 2],
    ]);
  });

  it('keeps apart what differs in kind, unit, scope or the type of a value', () => {
    const temporality = createTemporality('delta');
    const series = [{ value: 5 }];
    const all = [
      fakeFamily({ name: 'x', kind: 'counter', series }),
      fakeFamily({ name: 'x', kind: 'counter', unit: 's', series }),
      fakeFamily({ name: 'x', kind: 'counter', scope: { name: 'other' }, series }),
      fakeFamily({ name: 'y', kind: 'counter', series: [{ attributes: { id: 1 }, value: 5 }] }),
      fakeFamily({ name: 'y', kind: 'counter', series: [{ attributes: { id: '1' }, value: 5 }] }),
    ];
    for (const family of all) {
      const { name } = family.descriptor;
      expect(pushed(temporality, collectionOf([family]))).toEqual([
        [name, expect.anything(), 0, 5],
      ]);
    }
  });
});

describe('for encoders', () => {
  it('a block is the same object, of one layout while its series are the same', async () => {
    const [provider, temporality] = [newProvider(), createTemporality('delta')];
    const counter = provider.getMeter('shop').createCounter('orders');
    const ids = ['a', 'b'];
    const next = async (changed: readonly string[]) => {
      for (const id of changed) counter.add(1, { id });
      const part = applied(temporality, await collect(provider));
      const [block] = blocksOf(part);
      const seen = { block, layout: block?.layout, version: block?.version, size: block?.size };
      temporality.delivered(part);
      return seen;
    };
    const [first, second, fewer, again] = [
      await next(ids),
      await next(ids),
      await next(['a']),
      await next(ids),
    ];
    expect([first.size, second.size, fewer.size, again.size]).toEqual([2, 2, 1, 2]);
    expect(second.block).toBe(first.block);
    expect(again.block).toBe(first.block);
    expect(second.layout).toBe(first.layout);
    expect(second.version).not.toBe(first.version);
    expect(fewer.layout).not.toBe(second.layout);
    expect(again.layout).not.toBe(fewer.layout);
  });
});

it('a family that cannot be read is left out alone, and is not counted twice later', async () => {
  const temporality = createTemporality('delta');
  const good = (value: number) =>
    fakeFamily({ name: 'good', kind: 'counter', series: [{ value }] });
  const bad = (value: number, fails: boolean) => {
    const family = fakeFamily({
      name: 'bad',
      kind: 'counter',
      series: [{ value, attributes: { id: 'a' } }, { value }],
    });
    if (!fails) return family;
    const [first] = [...family.groups()];
    return {
      ...family,
      *groups() {
        if (first !== undefined) yield first;
        throw new Error('no');
      },
    };
  };
  pushed(temporality, collectionOf([bad(1, false), good(1)], 1000));
  const faults = await faultsDuring(() => {
    expect(pushed(temporality, collectionOf([bad(2, true), good(2)], 2000))).toEqual([
      ['good', {}, 1000, 1],
    ]);
  });
  expect(faults).toEqual({ exposition_error: 1 });
  expect(pushed(temporality, collectionOf([bad(3, false), good(2)], 3000))).toEqual([
    ['bad', { id: 'a' }, 1000, 2],
    ['bad', {}, 1000, 2],
  ]);
});

it('histograms of finer buckets than now are made coarser before they are taken off', () => {
  const [provider, temporality] = [newProvider(), createTemporality('delta')];
  const descriptor = descriptorOf({ kind: 'histogram', form: 'native', boundaries: [] });
  const { table } = provider.store.register({ name: 'shop' }, descriptor);
  const families = () => collectionOf(provider.store.families());
  for (const amount of [0, 1.1, 1.2]) table.locate({}).take(amount);
  pushed(temporality, families());
  table.locate({}).take(1e9);
  table.locate({}).take(1.1);
  table.locate({}).take(0);
  const part = applied(temporality, families());
  const [series] = [...(part.families[0]?.series() ?? [])];
  const buckets = series?.distribution?.exponential;
  const { scale = 8, offset = 0, counts = [], zeroCount } = buckets ?? {};
  expect(zeroCount).toBe(1);
  expect(scale).toBeLessThan(8);
  // From the bucket of 1.1 to that of 1e9, with nothing in the one of 1.2 any more.
  expect(offset).toBe(bucketOf(1.1, scale));
  expect(offset + counts.length - 1).toBe(bucketOf(1e9, scale));
  expect([counts[0], counts.at(-1), counts.reduce((all, one) => all + one, 0)]).toEqual([1, 1, 2]);
});

it('of exponential buckets only those are sent in which something came', () => {
  const [provider, temporality] = [newProvider(), createTemporality('delta')];
  const descriptor = descriptorOf({ kind: 'histogram', form: 'native', boundaries: [] });
  const { table } = provider.store.register({ name: 'shop' }, descriptor);
  for (const amount of [1e-3, 1, 1e3]) table.locate({}).take(amount);
  pushed(temporality, collectionOf(provider.store.families()));
  table.locate({}).take(1.5);
  const part = applied(temporality, collectionOf(provider.store.families()));
  const [series] = [...(part.families[0]?.series() ?? [])];
  const { scale = 0, offset, counts } = series?.distribution?.exponential ?? {};
  expect([offset, counts]).toEqual([bucketOf(1.5, scale), [1]]);
});

/** Of an amount that is no bucket's bound. */
function bucketOf(amount: number, scale: number): number {
  return Math.floor(Math.log2(amount) * 2 ** scale);
}
