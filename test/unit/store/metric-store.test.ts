import { describe, expect, it } from 'vitest';
import { setLogLevel } from '../../../src/foundation/log.ts';
import type { Descriptor, InstrumentKind, Scope } from '../../../src/store/descriptor.ts';
import { familyKindOf } from '../../../src/store/descriptor.ts';
import { MetricStore } from '../../../src/store/metric-store.ts';

setLogLevel('none');

const SCOPE: Scope = { name: 'shop' };

function descriptor(name: string, change: Partial<Descriptor> = {}): Descriptor {
  const fixed = { description: '', unit: '', integer: false, boundaries: [1] };
  return { name, kind: 'counter', ...fixed, ...change };
}

describe('a store', () => {
  it('gives equal instruments of one scope one metric, whatever the case of the name', () => {
    const store = new MetricStore(10);
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
    const store = new MetricStore(10);
    const first = store.register(SCOPE, descriptor('orders'));
    expect(store.register(scope, descriptor('orders', change))).not.toBe(first);
    expect([...store.metrics()]).toHaveLength(2);
  });

  it('tells names apart that hold the marks of a list', () => {
    const store = new MetricStore(10);
    store.register({ name: 'a', version: 'b' }, descriptor('c'));
    store.register({ name: 'a","b' }, descriptor('c'));
    store.register({ name: 'a' }, descriptor('b","c'));
    expect(store.families()).toHaveLength(3);
  });

  it('shows families in the order in which they were made', () => {
    const store = new MetricStore(10);
    for (const name of ['b', 'a', 'c', 'a']) store.register(SCOPE, descriptor(name));
    expect(store.families().map((family) => family.descriptor.name)).toEqual(['b', 'a', 'c']);
  });

  it('holds each instrument to the limit by itself', () => {
    const store = new MetricStore(3);
    for (const name of ['a', 'b']) {
      const metric = store.register(SCOPE, descriptor(name));
      for (let id = 0; id < 10; id++) metric.table.cellFor({ id });
      expect([...metric.series()]).toHaveLength(3);
    }
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
])('an instrument of kind %s is read as a %s', (kind, family) => {
  expect(familyKindOf(kind)).toBe(family);
  expect(new MetricStore(2).register(SCOPE, descriptor('x', { kind })).kind).toBe(family);
});
