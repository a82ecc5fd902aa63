import { type MetricOptions, metrics, ValueType } from '@opentelemetry/api';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { setLogLevel, warn } from '../../../src/foundation/log.ts';
import type { Meter } from '../../../src/pipeline/meter.ts';
import type { MeterProvider } from '../../../src/pipeline/meter-provider.ts';
import { faultsDuring, newProvider, readingsOf } from './readings.ts';

vi.mock(import('../../../src/foundation/log.ts'), { spy: true });
setLogLevel('none');
afterEach(() => {
  vi.mocked(warn).mockClear();
});

const DEFAULT_BUCKETS = 16;

/** The eight kinds: how to make one and put `value` into it; observables at the next collection. */
const KINDS: Record<
  string,
  (meter: Meter, name: string, value: number, options?: MetricOptions) => void
> = {
  counter: (meter, name, value, options) => meter.createCounter(name, options).add(value),
  'up-down-counter': (meter, name, value, options) =>
    meter.createUpDownCounter(name, options).add(value),
  histogram: (meter, name, value, options) => meter.createHistogram(name, options).record(value),
  summary: (meter, name, value, options) => meter.createSummary(name, options).record(value),
  gauge: (meter, name, value, options) => meter.createGauge(name, options).record(value),
  'observable-counter': (meter, name, value, options) =>
    meter.createObservableCounter(name, options).addCallback((result) => result.observe(value)),
  'observable-up-down-counter': (meter, name, value, options) =>
    meter
      .createObservableUpDownCounter(name, options)
      .addCallback((result) => result.observe(value)),
  'observable-gauge': (meter, name, value, options) =>
    meter.createObservableGauge(name, options).addCallback((result) => result.observe(value)),
};
const KIND_NAMES = Object.keys(KINDS);

async function valuesOf(provider: MeterProvider, name = 'x'): Promise<unknown[]> {
  await provider.observables.observe();
  return readingsOf(provider.store.families(), name).map(([, value]) => value);
}

describe.each(KIND_NAMES)('an instrument of kind %s', (kind) => {
  const use = KINDS[kind] as (typeof KINDS)[string];

  it('keeps its name, unit and description as they were given', () => {
    const { getMeter, store } = newProvider();
    use(getMeter('shop', '1.2', { schemaUrl: 'https://x' }), 'Shop.Orders', 1, {
      unit: '{order}',
      description: 'Orders.',
    });
    expect(store.families()).toEqual([
      expect.objectContaining({
        kind: kind.replace('observable-', ''),
        scope: { name: 'shop', version: '1.2', schemaUrl: 'https://x' },
        descriptor: expect.objectContaining({
          kind,
          name: 'Shop.Orders',
          unit: '{order}',
          description: 'Orders.',
        }),
      }),
    ]);
  });

  it('shares its series with one that was asked for again', async () => {
    const provider = newProvider();
    use(provider.getMeter('shop'), 'x', 2);
    use(provider.getMeter('shop'), 'X', 2);
    const isSpread = kind === 'histogram' || kind === 'summary';
    const sum = isSpread ? [expect.any(Array)] : [kind.includes('counter') ? 4 : 2];
    expect(provider.store.families()).toHaveLength(1);
    expect(await valuesOf(provider)).toEqual(kind.startsWith('observable') ? [2] : sum);
    expect(warn).not.toHaveBeenCalled();
  });

  it('cuts fractions off where it is of integers', async () => {
    const provider = newProvider();
    use(provider.getMeter('shop'), 'x', 2.9, { valueType: ValueType.INT });
    use(provider.getMeter('shop'), 'y', 2.5, { valueType: ValueType.DOUBLE });
    const [integer, double] = [...(await valuesOf(provider)), ...(await valuesOf(provider, 'y'))];
    if (kind === 'histogram' || kind === 'summary') {
      const firsts = provider.store.families().flatMap((family) => [...family.series()]);
      const sums = firsts.map(({ distribution, summary }) => (distribution ?? summary)?.sum);
      expect(sums).toEqual([2, 2.5]);
    } else {
      expect([integer, double]).toEqual([2, 2.5]);
    }
  });

  it.each(['', 'n'.repeat(256), null, undefined, 7, {}, Symbol('name'), ['x']])(
    'keeps nothing under the name %s, and never throws',
    async (name) => {
      const provider = newProvider();
      const faults = await faultsDuring(async () => {
        use(provider.getMeter('shop'), name as string, 1);
        await provider.observables.observe();
      });
      expect(provider.store.families()).toEqual([]);
      expect(faults).toEqual({ invalid_instrument: 1 });
    },
  );

  it('takes a name of 255 characters of any kind', async () => {
    const provider = newProvider();
    const name = `${'n'.repeat(250)}\n"\\ä`;
    use(provider.getMeter('shop'), name, 1);
    expect(await valuesOf(provider, name)).toHaveLength(1);
  });

  it.each([null, 7, 'text', true, [], { unit: 7, description: null, valueType: 'INT' }])(
    'works with options %s as without',
    async (options) => {
      const provider = newProvider();
      use(provider.getMeter('shop'), 'x', 1, options as MetricOptions);
      expect(await valuesOf(provider)).toHaveLength(1);
      expect(provider.store.families()[0]?.descriptor).toMatchObject({ unit: '', description: '' });
    },
  );

  it('keeps nothing where reading its options throws', async () => {
    const provider = newProvider();
    const faults = await faultsDuring(async () => {
      use(provider.getMeter('shop'), 'x', 1, throwing());
      await provider.observables.observe();
    });
    expect(provider.store.families()).toEqual([]);
    expect(faults).toEqual({ invalid_instrument: 1 });
  });
});

it('shows no gauge of 0 for attributes that came with a refused value only', () => {
  const { getMeter, store } = newProvider();
  const gauge = getMeter('shop').createGauge('x');
  gauge.record('1' as never, { id: 1 });
  gauge.record(2, { id: 2 });
  expect(readingsOf(store.families(), 'x')).toEqual([[{ id: 2 }, 2]]);
});

describe('an instrument without a valid name', () => {
  it('can be used like any other', () => {
    const meter = newProvider().getMeter('shop');
    const nameless = '';
    expect(() => {
      meter.createCounter(nameless).bind({}).add(1);
      meter.createHistogram(nameless).bind({}).record(1);
      const gauge = meter.createObservableGauge(nameless);
      const callback = () => {};
      gauge.addCallback(callback);
      gauge.removeCallback(callback);
      meter.addBatchObservableCallback(callback, [gauge]);
    }).not.toThrow();
  });
});

describe('a second instrument of one name', () => {
  const pairs = KIND_NAMES.flatMap((one) =>
    KIND_NAMES.filter((other) => other !== one).map((other) => [one, other] as const),
  );

  it.each(pairs)(
    '(a %s, then a %s) works on its own, said once and counted',
    async (one, other) => {
      const provider = newProvider();
      const meter = provider.getMeter('shop');
      const faults = await faultsDuring(() => {
        KINDS[one]?.(meter, 'x', 1);
        for (let i = 0; i < 3; i++) KINDS[other]?.(meter, 'x', 1);
      });
      expect(faults).toEqual({ instrument_conflict: 1 });
      expect(warn).toHaveBeenCalledTimes(1);
      expect(vi.mocked(warn).mock.calls[0]?.[1]).toBe(
        `instrument 'x' exists already as ${one}, now asked for as ${other}: use the same kind and unit, or another name`,
      );
      expect(await valuesOf(provider)).toHaveLength(2);
    },
  );

  it('in another unit is a conflict', async () => {
    const meter = newProvider().getMeter('shop');
    const faults = await faultsDuring(() => {
      meter.createHistogram('x', { unit: 's' });
      meter.createHistogram('x', { unit: 'ms' });
    });
    expect(faults).toEqual({ instrument_conflict: 1 });
    expect(vi.mocked(warn).mock.calls[0]?.[1]).toContain("as histogram in 's', now asked for as");
  });

  it.each([
    [
      'another description',
      (provider: MeterProvider) => provider.getMeter('a'),
      { description: 'y' },
    ],
    ['another scope', (provider: MeterProvider) => provider.getMeter('b'), {}],
    ['another version of the scope', (provider: MeterProvider) => provider.getMeter('a', '2'), {}],
    [
      'another schema of the scope',
      (provider: MeterProvider) => provider.getMeter('a', '1', { schemaUrl: 'https://y' }),
      {},
    ],
  ])('in %s is none', async (_what, meterOf, options) => {
    const provider = newProvider();
    const faults = await faultsDuring(() => {
      provider.getMeter('a', '1').createCounter('x');
      meterOf(provider).createCounter('x', options);
    });
    expect(faults).toEqual({});
  });
});

describe('bucket boundaries', () => {
  function bucketsFor(boundaries: unknown): number {
    const { getMeter, store } = newProvider();
    const advice = { explicitBucketBoundaries: boundaries as number[] };
    getMeter('shop').createHistogram('x', { advice }).record(1);
    const [series] = store.families()[0]?.series() ?? [];
    return series?.distribution?.counts.length ?? 0;
  }

  it.each([[[1]], [[-1, 0, 0.5]], [[]], [[Number.MIN_VALUE, Number.MAX_VALUE]]])(
    '%j are used',
    async (bounds) => {
      const faults = await faultsDuring(() => expect(bucketsFor(bounds)).toBe(bounds.length + 1));
      expect(faults).toEqual({});
    },
  );

  const holey = [1, 2];
  holey.length = 3;
  it.each([
    [[2, 1]],
    [[1, 1]],
    [[1, Number.NaN]],
    [[1, Infinity]],
    [[-Infinity, 1]],
    [['1', '2']],
    [[1, null]],
    [[1n]],
    [holey],
    ['1,2'],
    [5],
    [null],
    [{ length: 1, 0: 1 }],
  ])('%s are not: counted, said once, and the default ones used', async (bounds) => {
    const faults = await faultsDuring(() => expect(bucketsFor(bounds)).toBe(DEFAULT_BUCKETS));
    expect(faults).toEqual({ invalid_instrument: 1 });
    expect(warn).toHaveBeenCalledTimes(1);
    expect(vi.mocked(warn).mock.calls[0]?.[1]).toContain("boundaries of 'x'");
  });

  it('cannot be changed by the app afterwards', () => {
    const { getMeter, store } = newProvider();
    const explicitBucketBoundaries = [1, 2];
    const histogram = getMeter('shop').createHistogram('x', {
      advice: { explicitBucketBoundaries },
    });
    explicitBucketBoundaries[1] = 0;
    histogram.record(1.5);
    expect(readingsOf(store.families(), 'x')).toEqual([[{}, [0, 1, 0]]]);
  });

  it('are those of the specification where none are given', () => {
    const { getMeter, store } = newProvider();
    getMeter('shop').createHistogram('x').record(1);
    expect(store.families()[0]?.descriptor.boundaries).toEqual([
      0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000,
    ]);
  });
});

describe('a bound series', () => {
  it('is the series of its attributes', () => {
    const { getMeter, store } = newProvider();
    const counter = getMeter('shop').createCounter('x');
    const bound = counter.bind({ a: 1 });
    bound.add(2);
    counter.add(3, { a: 1 });
    expect(readingsOf(store.families(), 'x')).toEqual([[{ a: 1 }, 5]]);
  });

  it('cuts fractions off where its instrument does', () => {
    const { getMeter, store } = newProvider();
    const meter = getMeter('shop');
    meter.createCounter('x', { valueType: ValueType.INT }).bind({}).add(2.9);
    meter
      .createHistogram('y', { valueType: ValueType.INT, advice: { explicitBucketBoundaries: [2] } })
      .bind({})
      .record(2.9);
    expect(readingsOf(store.families(), 'x')).toEqual([[{}, 2]]);
    expect(readingsOf(store.families(), 'y')).toEqual([[{}, [1, 0]]]);
  });
});

describe('a meter', () => {
  it('is one for a name, version and schema', () => {
    const { getMeter } = newProvider();
    expect(getMeter('a', '1')).toBe(getMeter('a', '1'));
    expect(getMeter('a', '1')).not.toBe(getMeter('a', '2'));
    expect(getMeter('a', '1')).not.toBe(getMeter('a1'));
  });

  it.each([null, undefined, 7, Symbol('name'), {}])('may be asked for as %s', (name) => {
    const { getMeter, store } = newProvider();
    getMeter(name as string, name as string, { schemaUrl: name as string })
      .createCounter('x')
      .add(1);
    expect(readingsOf(store.families(), 'x')).toEqual([[{}, 1]]);
  });

  it('works where reading its options throws', () => {
    const { getMeter, store } = newProvider();
    getMeter('shop', '1', throwing()).createCounter('x').add(1);
    expect(readingsOf(store.families(), 'x')).toEqual([[{}, 1]]);
  });
});

describe("the API's global provider", () => {
  afterEach(() => metrics.disable());

  it('leads to the store', async () => {
    const provider = newProvider();
    expect(metrics.setGlobalMeterProvider(provider)).toBe(true);
    const meter = metrics.getMeter('shop', '1');
    meter.createCounter('orders').add(2, { currency: 'EUR' });
    const age = meter.createObservableGauge('age');
    const size = meter.createObservableGauge('size');
    meter.addBatchObservableCallback(
      (result) => {
        result.observe(age, 3);
        result.observe(size, 4);
      },
      [age, size],
    );
    await provider.observables.observe();
    const families = provider.store.families();
    expect(readingsOf(families, 'orders')).toEqual([[{ currency: 'EUR' }, 2]]);
    expect(readingsOf(families, 'age')).toEqual([[{}, 3]]);
    expect(readingsOf(families, 'size')).toEqual([[{}, 4]]);
  });
});

it('takes any value with any attributes, for every kind, without a throw', async () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
  });
  const provider = newProvider(10);
  const meter = provider.getMeter('shop');
  const counters = [meter.createCounter('a'), meter.createUpDownCounter('b')];
  const recorders = [meter.createHistogram('c'), meter.createGauge('d'), meter.createSummary('e')];
  fc.assert(
    fc.property(anything, anything, (value, attributes) => {
      for (const one of counters) one.add(value as number, attributes as never);
      for (const one of recorders) one.record(value as number, attributes as never);
    }),
    { numRuns: 3000 },
  );
  expect(provider.store.families().every((family) => [...family.series()].length <= 10)).toBe(true);
});

/** Options that cannot be read. */
function throwing(): never {
  return new Proxy(
    {},
    {
      get() {
        throw new Error('options');
      },
    },
  ) as never;
}
