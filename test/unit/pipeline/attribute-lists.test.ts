import type { Attributes } from '@opentelemetry/api';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { MetricRule } from '../../../src/config/metrics-options.ts';
import { setLogLevel } from '../../../src/foundation/log.ts';
import { sanitizeAttributes } from '../../../src/store/attributes.ts';
import { Interner } from '../../../src/store/interner.ts';
import { createKeyFilter } from '../../../src/store/key-filter.ts';
import { newTable, shownBy } from '../store/tables.ts';
import { KINDS, type Told } from './kinds-of-instruments.ts';
import { faultsDuring, newProvider, readingsOf } from './readings.ts';

vi.mock(import('../../../src/store/attributes.ts'), { spy: true });
setLogLevel('none');

type Lists = NonNullable<MetricRule['attributes']>;

const KEYS = ['a', 'bb', 'ccc', '10', '9', 'http.route', '__proto__'];

const attributes = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...KEYS), fc.constantFrom(0, 1, '1', true, 'x')), {
    selector: ([key]) => key,
  })
  .map((entries): Attributes => Object.fromEntries(entries));

const lists: fc.Arbitrary<Lists> = fc.record(
  { allow: fc.subarray(KEYS), deny: fc.subarray(KEYS) },
  { requiredKeys: [] },
);

function kept(set: Attributes, { allow, deny }: Lists): string {
  const entries = Object.entries(set).filter(
    ([key]) => (allow === undefined || allow.includes(key)) && deny?.includes(key) !== true,
  );
  return nameOf(Object.fromEntries(entries));
}

function nameOf(set: object): string {
  return JSON.stringify(Object.entries(set).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a kind shows of values that came into one series, in their order. */
function shown(kind: string, values: readonly number[]): unknown {
  const sum = values.reduce((total, value) => total + value, 0);
  if (kind === 'histogram') return [values.length];
  return kind.endsWith('counter') ? sum : values.at(-1);
}

describe.each(Object.entries(KINDS))('an instrument of kind %s', (kind, use) => {
  it('shows, under any lists, what it was told about the keys that are left', async () => {
    const told: fc.Arbitrary<Told> = fc.array(fc.tuple(fc.nat(100), attributes), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(told, lists, async (measurements, rule) => {
        const provider = newProvider(2000, { metrics: { x: { attributes: rule } } });
        const advice = { explicitBucketBoundaries: [] };
        use(provider.getMeter('shop'), 'x', measurements, { advice });
        const model = new Map<string, number[]>();
        for (const [value, set = {}] of measurements) {
          const name = kept(set, rule);
          model.set(name, [...(model.get(name) ?? []), value]);
        }
        for (let collection = 0; collection < 2; collection++) {
          await provider.observables.observe();
          const found = readingsOf(provider.store.families(), 'x');
          expect(Object.fromEntries(found.map(([set, value]) => [nameOf(set), value]))).toEqual(
            Object.fromEntries([...model].map(([name, values]) => [name, shown(kind, values)])),
          );
          expect(found).toHaveLength(model.size);
        }
      }),
      { numRuns: 150 },
    );
  });
});

/** A counter without the key `user`. */
function counterWithoutUser(limit = 2000) {
  const provider = newProvider(limit, { metrics: { x: { attributes: { deny: ['user'] } } } });
  const counter = provider.getMeter('shop').createCounter('x');
  return { counter, shown: () => readingsOf(provider.store.families(), 'x') };
}

describe('a key that is left out', () => {
  it('is not looked at: neither a getter nor a wrong value matters', async () => {
    const { counter, shown } = counterWithoutUser();
    const getter = vi.fn(() => 'me');
    const hostile = {
      route: '/',
      get user() {
        return getter();
      },
    };
    const wrong = { route: '/', user: Symbol('me') as never };
    const faults = await faultsDuring(() => {
      for (let i = 0; i < 3; i++) for (const set of [hostile, wrong]) counter.add(1, set);
    });
    expect(getter).not.toHaveBeenCalled();
    expect(faults).toEqual({});
    expect(shown()).toEqual([[{ route: '/' }, 6]]);
  });

  it('leaves no value in memory', () => {
    const interner = new Interner();
    const table = newTable({ interner, keeps: createKeyFilter({ deny: ['user'] }) });
    for (let i = 0; i < 1000; i++) table.locate({ user: `user ${i}`, route: '/' }).take(1);
    expect(interner.size).toBe(1);
    expect(shownBy(table)).toEqual([[{ route: '/' }, 1000]]);
  });

  it('takes no place of the keys that an attribute set may have', async () => {
    const { counter, shown } = counterWithoutUser();
    const keys = Object.fromEntries(Array.from({ length: 64 }, (_, i) => [`v${i}`, i]));
    const faults = await faultsDuring(() => counter.add(1, { user: 'a', ...keys }));
    expect(faults).toEqual({});
    expect(shown()).toEqual([[keys, 1]]);
  });

  it.each([
    ['first', (user: number) => ({ user, route: '/', code: 200 })],
    ['between', (user: number) => ({ route: '/', user, code: 200 })],
    ['last', (user: number) => ({ route: '/', code: 200, user })],
    ['inherited', (user: number) => Object.assign(Object.create({ user }), { route: '/' })],
    ['alone', (user: number) => ({ user })],
  ])('and stands %s is passed by, once its neighbours are known', (_where, setOf) => {
    const { counter } = counterWithoutUser();
    for (let user = 0; user < 3; user++) counter.add(1, setOf(user));
    vi.mocked(sanitizeAttributes).mockClear();
    for (let user = 3; user < 100; user++) counter.add(1, setOf(user));
    expect(sanitizeAttributes).not.toHaveBeenCalled();
  });

  it('is left out of bound series, of frozen sets and of what is removed', () => {
    const { counter, shown } = counterWithoutUser();
    const bound = counter.bind({ user: 'a', route: '/' });
    const frozen = Object.freeze({ route: '/', user: 'b' });
    bound.add(1);
    for (let i = 0; i < 600; i++) counter.add(1, frozen);
    expect(shown()).toEqual([[{ route: '/' }, 601]]);
    expect(counter.remove({ route: '/', user: 'c' })).toBe(true);
    expect(shown()).toEqual([]);
    bound.add(1);
    counter.add(1, frozen);
    expect(shown()).toEqual([[{ route: '/' }, 2]]);
  });
});

describe('the overflow series', () => {
  it('keeps its attribute, whatever the lists say', () => {
    for (const rule of [{ deny: ['otel.metric.overflow'] }, { allow: ['id'] }]) {
      const provider = newProvider(2, { metrics: { x: { attributes: rule } } });
      const counter = provider.getMeter('shop').createCounter('x');
      for (let id = 0; id < 5; id++) counter.add(1, { id });
      expect(readingsOf(provider.store.families(), 'x')).toEqual([
        [{ id: 0 }, 1],
        [{ 'otel.metric.overflow': true }, 4],
      ]);
    }
  });

  it('of an observed sum adds up beside series that were made one', async () => {
    const provider = newProvider(2, { metrics: { x: { attributes: { deny: ['user'] } } } });
    const observable = provider.getMeter('shop').createObservableCounter('x');
    observable.addCallback((result) => {
      for (let id = 0; id < 4; id++) {
        for (const user of ['a', 'b']) result.observe(10, { id, user });
      }
    });
    for (let collection = 0; collection < 2; collection++) {
      await provider.observables.observe();
      expect(readingsOf(provider.store.families(), 'x')).toEqual([
        [{ id: 0 }, 20],
        [{ 'otel.metric.overflow': true }, 60],
      ]);
    }
  });
});
