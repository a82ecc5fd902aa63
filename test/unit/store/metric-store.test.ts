import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { setLogLevel } from '../../../src/foundation/log.ts';
import type { Descriptor, InstrumentKind, Scope } from '../../../src/store/descriptor.ts';
import { familyKindOf } from '../../../src/store/descriptor.ts';
import type { Metric } from '../../../src/store/metric.ts';
import { MetricStore, type StoreOptions } from '../../../src/store/metric-store.ts';
import type { SeriesTable } from '../../../src/store/series-table.ts';
import { descriptorOf } from './tables.ts';

setLogLevel('none');

const SCOPE: Scope = { name: 'shop' };

function newStore(options: Partial<StoreOptions> = {}): MetricStore {
  return new MetricStore({ limit: 10, totalLimit: 1000, expires: false, ...options });
}

function descriptor(name: string, change: Partial<Descriptor> = {}): Descriptor {
  return descriptorOf({ name, ...change });
}

/** What a metric shows, as `[id, value]`; the overflow series has no id. */
function readingsOf(metric: Metric): [id: unknown, value: number][] {
  return [...metric.series()].map(({ attributes, value }) => [attributes.id, value]);
}

describe('a store', () => {
  it('gives equal instruments of one scope one metric, whatever the case of the name', () => {
    const store = newStore();
    const first = store.register(SCOPE, descriptor('Orders'));
    expect(store.register({ ...SCOPE }, descriptor('orders', { description: 'x' }))).toBe(first);
    expect(store.families()).toEqual([first]);
    expect(first.descriptor.name).toBe('Orders');
  });

  it.each<[string, Scope, Partial<Descriptor>]>([
    ['kind', SCOPE, { kind: 'gauge' }],
    ['unit', SCOPE, { unit: 's' }],
    ['scope', { name: 'other' }, {}],
    ['version', { name: 'shop', version: '1' }, {}],
    ['schema', { name: 'shop', schemaUrl: 'https://x' }, {}],
  ])('keeps instruments of another %s apart', (_what, scope, change) => {
    const store = newStore();
    const first = store.register(SCOPE, descriptor('orders'));
    expect(store.register(scope, descriptor('orders', change))).not.toBe(first);
    expect([...store.metrics()]).toHaveLength(2);
  });

  it('tells names apart that hold the marks of a list', () => {
    const store = newStore();
    store.register({ name: 'a', version: 'b' }, descriptor('c'));
    store.register({ name: 'a","b' }, descriptor('c'));
    store.register({ name: 'a' }, descriptor('b","c'));
    expect(store.families()).toHaveLength(3);
  });

  it('shows families in the order in which they were made', () => {
    const store = newStore();
    for (const name of ['b', 'a', 'c', 'a']) store.register(SCOPE, descriptor(name));
    expect(store.families().map((family) => family.descriptor.name)).toEqual(['b', 'a', 'c']);
  });

  it('holds each instrument to the limit by itself', () => {
    const store = newStore({ limit: 3 });
    for (const name of ['a', 'b']) {
      const metric = store.register(SCOPE, descriptor(name));
      for (let id = 0; id < 10; id++) metric.table.locate({ id }).take(1);
      expect([...metric.series()]).toHaveLength(3);
    }
  });
});

const ACTS = {
  measure: (table: SeriesTable, attributes: object) => table.locate(attributes).take(1),
  remove: (table: SeriesTable, attributes: object) => table.remove(attributes),
  clear: (table: SeriesTable) => table.removeIf(() => true),
};

describe('the limit of all series together', () => {
  function twoMetrics(totalLimit: number) {
    const store = newStore({ totalLimit });
    return ['a', 'b'].map((name) => store.register(SCOPE, descriptor(name))) as [Metric, Metric];
  }

  it('is shared by all instruments; each has its overflow series beyond it', () => {
    const [a, b] = twoMetrics(5);
    for (let id = 0; id < 4; id++) for (const { table } of [a, b]) table.locate({ id }).take(1);
    expect(readingsOf(a)).toEqual([
      [0, 1],
      [1, 1],
      [2, 1],
      [undefined, 1],
    ]);
    expect(readingsOf(b)).toEqual([
      [0, 1],
      [1, 1],
      [undefined, 2],
    ]);
  });

  it('had less room after an overflow than before, when one series had gone', () => {
    const [a, b] = twoMetrics(3);
    for (let id = 0; id < 5; id++) for (const { table } of [a, b]) table.locate({ id }).take(1);
    a.table.remove({ id: 0 });
    b.table.locate({ id: 9 }).take(1);
    expect(readingsOf(b)).toContainEqual([9, 1]);
  });

  it('has the room of cleared series again, and no more than that', () => {
    const [a, b] = twoMetrics(4);
    for (let round = 0; round < 5; round++) {
      for (let id = 0; id < 6; id++) a.table.locate({ id }).take(1);
      expect([...a.series()]).toHaveLength(5);
      b.table.locate({ id: 0 }).take(1);
      expect(readingsOf(b)).toEqual([[undefined, 1]]);
      for (const { table } of [a, b]) table.removeIf(() => true);
    }
  });

  it('holds over any measurements and removals, and keeps nobody out while there is room', () => {
    const step = fc.record({
      which: fc.nat(2),
      id: fc.nat(8),
      does: fc.constantFrom(...(['measure', 'measure', 'measure', 'remove', 'clear'] as const)),
    });
    const named = (metric: Metric) => readingsOf(metric).filter(([id]) => id !== undefined);
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const store = newStore({ limit: 5, totalLimit: 7 });
        const metrics = ['a', 'b', 'c'].map((name) => store.register(SCOPE, descriptor(name)));
        for (const { which, id, does } of steps) {
          const metric = metrics[which] as Metric;
          ACTS[does](metric.table, { id });
          const all = metrics.flatMap(named);
          expect(all.length).toBeLessThanOrEqual(7);
          if (does !== 'measure' || all.length === 7 || named(metric).length === 4) continue;
          expect(named(metric)).toContainEqual([id, expect.any(Number)]);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('endIdle', () => {
  const expiring = (change: Partial<Descriptor> = {}) => {
    const store = newStore({ expires: true });
    const metric = store.register(SCOPE, descriptor('x', change));
    const measure = (id: number, amount = 1) => metric.table.locate({ id }).take(amount);
    const ids = () => readingsOf(metric).map(([id]) => id);
    const endIdle = (rounds: number) => void [...store.endIdle(rounds)];
    return { metric, measure, ids, endIdle };
  };

  it.each([1, 2, 4])('ends what was last written before the call %i calls ago', (rounds) => {
    const { measure, ids, endIdle } = expiring();
    measure(1);
    for (let call = 0; call < rounds; call++) {
      measure(2);
      endIdle(rounds);
      expect(ids()).toEqual([1, 2]);
    }
    measure(2);
    endIdle(rounds);
    expect(ids()).toEqual([2]);
  });

  it.each(['counter', 'gauge', 'histogram', 'summary'] as const)('ends series of a %s', (kind) => {
    const { measure, ids, endIdle } = expiring({ kind });
    measure(1);
    endIdle(1);
    endIdle(1);
    expect(ids()).toEqual([]);
  });

  it('leaves a sum that may fall where it stands, until it is 0', () => {
    const { measure, ids, endIdle } = expiring({ kind: 'up-down-counter' });
    for (const id of [1, 2]) measure(id, 3);
    measure(1, -3);
    for (let call = 0; call < 5; call++) endIdle(1);
    expect(ids()).toEqual([2]);
    measure(2, -3);
    for (let call = 0; call < 3; call++) endIdle(1);
    expect(ids()).toEqual([]);
  });

  it('leaves what callbacks observe to them', () => {
    const { measure, ids, endIdle } = expiring({ kind: 'observable-gauge' });
    measure(1);
    for (let call = 0; call < 5; call++) endIdle(1);
    expect(ids()).toEqual([1]);
  });

  it('ends nothing where series do not expire', () => {
    const store = newStore({ expires: false });
    const metric = store.register(SCOPE, descriptor('x'));
    metric.table.locate({ id: 1 }).take(1);
    for (let call = 0; call < 5; call++) expect([...store.endIdle(1)]).toEqual([]);
    expect(readingsOf(metric)).toEqual([[1, 1]]);
  });

  it('ends the overflow series too, and gives the room back', () => {
    const { measure, ids, endIdle } = expiring();
    for (let id = 0; id < 20; id++) measure(id);
    endIdle(1);
    for (let id = 30; id < 33; id++) measure(id);
    endIdle(1);
    expect(ids()).toEqual([undefined]);
    endIdle(1);
    measure(1);
    expect(ids()).toEqual([1]);
  });

  it('pauses often, and each of many ends once', () => {
    const count = 25_000;
    const store = newStore({ limit: 2 * count, totalLimit: 2 * count, expires: true });
    const metrics = ['a', 'b'].map((name) => store.register(SCOPE, descriptor(name)));
    for (const { table } of metrics)
      for (let id = 0; id < count / 2; id++) table.locate({ id }).take(1);
    expect([...store.endIdle(1)].length).toBeGreaterThan(count / 200);
    const [first] = metrics as [Metric];
    first.table.locate({ id: 7 }).take(1);
    expect([...store.endIdle(1)].length).toBeGreaterThan(count / 200);
    expect(metrics.map(readingsOf)).toEqual([[[7, 2]], []]);
  });
});

it.each<[InstrumentKind, string]>([
  ['counter', 'counter'],
  ['observable-counter', 'counter'],
  ['up-down-counter', 'up-down-counter'],
  ['observable-up-down-counter', 'up-down-counter'],
  ['gauge', 'gauge'],
  ['observable-gauge', 'gauge'],
  ['histogram', 'histogram'],
  ['summary', 'summary'],
])('an instrument of kind %s is read as a %s', (kind, family) => {
  expect(familyKindOf(kind)).toBe(family);
  expect(newStore().register(SCOPE, descriptor('x', { kind })).kind).toBe(family);
});
