import type { BatchObservableResult, ObservableResult } from '@opentelemetry/api';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { HistogramForm, MetricRules } from '../../../src/config/metrics-options.ts';
import { setLogLevel, warn } from '../../../src/foundation/log.ts';
import { createCollect, storeSource } from '../../../src/pipeline/collect.ts';
import type { MeterProvider, MeterProviderOptions } from '../../../src/pipeline/meter-provider.ts';
import { createProducer } from '../../../src/pipeline/producer.ts';
import { createSelfMetrics } from '../../../src/pipeline/self-metrics.ts';
import { KINDS } from './kinds-of-instruments.ts';
import { faultsDuring, newProvider, type Reading, readingsOf } from './readings.ts';

vi.mock(import('../../../src/foundation/log.ts'), { spy: true });
setLogLevel('none');
afterEach(() => {
  vi.mocked(warn).mockClear();
});

function underRules(metrics: MetricRules, options: Partial<MeterProviderOptions> = {}) {
  return newProvider(options.cardinalityLimit, { ...options, metrics });
}

/** What is shown after a collection. */
async function readings(provider: MeterProvider, name: string): Promise<Reading[]> {
  await provider.observables.observe();
  return readingsOf(provider.store.families(), name);
}

/** Names of what has series after a collection. */
async function namesIn(provider: MeterProvider): Promise<string[]> {
  await provider.observables.observe();
  const shown = provider.store.families().filter((family) => [...family.series()].length > 0);
  return shown.map(({ descriptor }) => descriptor.name);
}

function descriptorOf({ store }: MeterProvider, name: string) {
  return store.families().find(({ descriptor }) => descriptor.name === name)?.descriptor;
}

function warnings(): string[] {
  return vi.mocked(warn).mock.calls.map(([, text]) => text);
}

describe('which rule counts', () => {
  const CASES: [rules: MetricRules, names: string[]][] = [
    [{}, ['http.server.x', 'http.client.x', 'db.x']],
    [{ nothing: { drop: true } }, ['http.server.x', 'http.client.x', 'db.x']],
    [{ 'http.*': { drop: true } }, ['db.x']],
    [{ 'HTTP.Server.X': { drop: true } }, ['http.client.x', 'db.x']],
    [{ 'http.server.*': {}, 'http.*': { drop: true } }, ['http.server.x', 'db.x']],
    [{ 'http.*': { drop: true }, 'http.server.*': {} }, ['db.x']],
    [{ '*.server.*': { drop: false }, '*': { drop: true } }, ['http.server.x']],
    [
      { 'http.*': { scope: false }, '*.server.x': { drop: true } },
      ['http.server.x', 'http.client.x', 'db.x'],
    ],
    [
      { 'db.*': { rename: 'http.db' }, 'http.db': { drop: true }, 'http.*': { drop: true } },
      ['http.db'],
    ],
  ];

  it.each(CASES)('%j: the first that fits the name as the app wrote it', async (rules, names) => {
    const provider = underRules(rules);
    for (const name of ['http.server.x', 'http.client.x', 'db.x']) {
      provider.getMeter('shop').createCounter(name).add(1);
    }
    expect(await namesIn(provider)).toEqual(names);
  });
});

describe.each(Object.entries(KINDS))('an instrument of kind %s', (kind, use) => {
  it('is left out by drop, and whoever uses it notices nothing', async () => {
    const provider = underRules({ 'x.*': { drop: true } });
    const faults = await faultsDuring(async () => {
      use(provider.getMeter('shop'), 'x.y', [[1, { id: 1 }]]);
      use(provider.getMeter('shop'), 'kept', [[1]]);
      expect(await namesIn(provider)).toEqual(['kept']);
    });
    expect(faults).toEqual({});
    expect(provider.store.families()).toHaveLength(1);
  });

  it('has another name by rename, and all else as it was', async () => {
    const provider = underRules({ 'x.*': { rename: 'Shop.Y' } });
    use(provider.getMeter('shop'), 'x.y', [[1]], { unit: 'By', description: 'Bytes.' });
    expect(await namesIn(provider)).toEqual(['Shop.Y']);
    const same = { kind, unit: 'By', description: 'Bytes.' };
    expect(descriptorOf(provider, 'Shop.Y')).toMatchObject(same);
  });

  it.each([
    [3, 10],
    [10, 3],
  ])('has the %i series of its limit, where others have %i', async (limit, cardinalityLimit) => {
    const provider = underRules({ 'x.*': { limit } }, { cardinalityLimit });
    const sets = Array.from({ length: 20 }, (_, id) => [1, { id }] as const);
    for (const name of ['x.y', 'z']) use(provider.getMeter('shop'), name, sets);
    expect(await readings(provider, 'x.y')).toHaveLength(limit);
    expect(await readings(provider, 'z')).toHaveLength(cardinalityLimit);
    expect(warnings()).toEqual([
      expect.stringContaining(`metric 'x.y' has as many series as rule 'x.*' allows`),
      expect.stringContaining(
        `metric 'z' has as many series as ACME_METRICS_CARDINALITY_LIMIT allows`,
      ),
    ]);
  });

  it.each([
    [true, undefined, true],
    [true, false, false],
    [false, undefined, false],
    [false, true, true],
  ])('with scopeLabels %s and scope %s shows its scope: %s', (scopeLabels, scope, shown) => {
    const provider = underRules({ x: { scope } }, { scopeLabels });
    use(provider.getMeter('shop'), 'x', [[1]]);
    expect(descriptorOf(provider, 'x')?.showsScope).toBe(shown);
  });

  const sum = kind === 'histogram' ? [3, 0] : kind.endsWith('counter') ? 7 : 4;
  it.each([
    ['attributes.deny', { deny: ['user', 'agent'] }],
    ['attributes.allow', { allow: ['route', 'other'] }],
    ['both', { allow: ['route', 'user'], deny: ['user'] }],
  ])('has only the keys that %s leaves; what becomes one adds up', async (_what, attributes) => {
    const provider = underRules({ x: { attributes, buckets: [10] } });
    const faults = await faultsDuring(async () => {
      use(provider.getMeter('shop'), 'x', [
        [1, { route: '/', user: 'a' }],
        [2, { user: 'b', agent: {} as never, route: '/' }],
        [4, { agent: undefined, route: '/' }],
      ]);
      expect(await readings(provider, 'x')).toEqual([[{ route: '/' }, sum]]);
    });
    expect(faults).toEqual({});
  });

  it('is one series where no key is allowed', async () => {
    const provider = underRules({ x: { attributes: { allow: [] }, buckets: [10] } });
    use(provider.getMeter('shop'), 'x', [[1, { a: 1 }], [2, { b: 1 }], [4]]);
    expect(await readings(provider, 'x')).toEqual([[{}, sum]]);
  });
});

describe('a dropped instrument', () => {
  it('has all that an instrument has', () => {
    const meter = underRules({ '*': { drop: true } }).getMeter('shop');
    const counter = meter.createCounter('x');
    counter.bind({ a: 1 }).add(1);
    meter.createHistogram('y').bind({}).record(1);
    counter.clear();
    expect(counter.remove({ a: 1 })).toBe(false);
  });

  it.each(Object.keys(KINDS))(
    '(of kind %s) threw where an app wraps or tags it, and was one object with all others',
    (kind) => {
      const create = `create${kind.replace(/(^|-)(.)/g, (_all, _dash, letter) => letter.toUpperCase())}`;
      const meter = underRules({ 'x*': { drop: true } }).getMeter('shop');
      const make = (name: string) =>
        (meter as never as Record<string, (name: string) => Record<string, unknown>>)[create]?.(
          name,
        ) ?? {};
      for (const name of ['x', '']) {
        const [one, other] = [make(name), make(name)];
        const wrapped = vi.fn();
        one.add = wrapped;
        one.record = wrapped;
        one.addCallback = wrapped;
        one.tag = 'shop';
        expect(other).not.toBe(one);
        expect(other.tag).toBeUndefined();
        (other.add as () => void)();
        (one.bind as () => Record<string, () => void>)().add?.();
        expect(wrapped).not.toHaveBeenCalled();
      }
    },
  );

  it('runs no callback of its own', async () => {
    const provider = underRules({ '*': { drop: true } });
    const meter = provider.getMeter('shop');
    const callback = vi.fn();
    const observables = [meter.createObservableGauge('x'), meter.createObservableCounter('y')];
    const faults = await faultsDuring(async () => {
      for (const one of observables) one.addCallback(callback);
      meter.addBatchObservableCallback(callback, observables);
      await provider.observables.observe();
      for (const one of observables) one.removeCallback(callback);
      meter.removeBatchObservableCallback(callback, observables);
    });
    expect(callback).not.toHaveBeenCalled();
    expect(faults).toEqual({});
  });

  it('is none of those without a valid name, which are faults to observe', async () => {
    const meter = underRules({ dropped: { drop: true } }).getMeter('shop');
    for (const [name, faults] of [
      ['dropped', {}],
      ['', { invalid_instrument: 1 }],
    ] as const) {
      const one = meter.createObservableGauge(name);
      const added = await faultsDuring(() => meter.addBatchObservableCallback(() => {}, [one]));
      expect(added).toEqual(faults);
    }
  });

  it('may be observed together with others', async () => {
    const provider = underRules({ dropped: { drop: true } });
    const meter = provider.getMeter('shop');
    const dropped = meter.createObservableGauge('dropped');
    const kept = meter.createObservableGauge('kept');
    const callback = vi.fn((result) => {
      result.observe(dropped, 1, { id: 1 });
      result.observe(kept, 2);
    });
    const faults = await faultsDuring(async () => {
      meter.addBatchObservableCallback(callback, [dropped, kept]);
      expect(await readings(provider, 'kept')).toEqual([[{}, 2]]);
    });
    expect(faults).toEqual({});
    expect(await namesIn(provider)).toEqual(['kept']);
    meter.removeBatchObservableCallback(callback, [dropped, kept]);
    expect(await namesIn(provider)).toEqual([]);
  });
});

describe('instruments that get one name', () => {
  const TWO = { 'pool.*.used': { rename: 'pool.used' } };

  it('share the metric, and what they were told adds up', async () => {
    for (const [kind, use] of Object.entries(KINDS)) {
      const provider = underRules(TWO);
      for (const [name, value] of [
        ['pool.a.used', 2],
        ['pool.b.used', 3],
      ] as const) {
        use(provider.getMeter('shop'), name, [[value]], {
          advice: { explicitBucketBoundaries: [] },
        });
      }
      const expected = kind === 'histogram' ? [2] : kind.endsWith('counter') ? 5 : 3;
      expect([kind, await readings(provider, 'pool.used')]).toEqual([kind, [[{}, expected]]]);
      expect(provider.store.families()).toHaveLength(1);
    }
    expect(warn).not.toHaveBeenCalled();
  });

  it('add up what is observed also where two rules give it', async () => {
    const provider = underRules({ a: { rename: 'C' }, b: { rename: 'c' }, d: { rename: 'e' } });
    const observe = KINDS['observable-counter'] as (typeof KINDS)[string];
    observe(provider.getMeter('shop'), 'a', [[2]]);
    observe(provider.getMeter('shop'), 'b', [[3]]);
    expect(await readings(provider, 'C')).toEqual([[{}, 5]]);
    expect(await readings(provider, 'C')).toEqual([[{}, 5]]);
  });

  const OBSERVED_SUMS = ['observable-counter', 'observable-up-down-counter'];
  const ONTO_B: MetricRules[] = [
    { a: { rename: 'b' } },
    { a: { rename: 'B' } },
    { 'a*': { rename: 'b' } },
    { a: { rename: 'b' }, b: {} },
    { a: { rename: 'b' }, '*': { limit: 5 } },
    { a: { rename: 'b' }, b: { rename: 'b' } },
  ];
  const CASES = OBSERVED_SUMS.flatMap((kind) =>
    ONTO_B.flatMap((rules) => ['ab', 'ba'].map((order) => [kind, rules, order] as const)),
  );

  it.each(CASES)(
    '(a %s, %j, made as %s) lost what was observed of one that has the new name by itself',
    async (kind, rules, order) => {
      const provider = underRules(rules);
      const values = { a: 10, b: 1 };
      for (const name of order) {
        const value = values[name as 'a' | 'b'];
        KINDS[kind]?.(provider.getMeter('shop'), name, [[value, { id: 1 }]]);
      }
      for (let i = 0; i < 2; i++) {
        await provider.observables.observe();
        const series = provider.store.families().flatMap((family) => [...family.series()]);
        expect(series.map(({ value }) => value)).toEqual([11]);
      }
    },
  );

  it.each([
    ['drops', { a: { rename: 'b', drop: true } }],
    ['renames to another name', { a: { rename: 'c' } }],
  ])('leave one alone whose name a rule %s: the last observation counts', async (_, rules) => {
    const provider = underRules(rules);
    KINDS['observable-counter']?.(provider.getMeter('shop'), 'b', [[2], [3]]);
    expect(await readings(provider, 'b')).toEqual([[{}, 3]]);
  });

  describe('and one callback', () => {
    const RULES: MetricRules[] = [
      { 'q*': { rename: 'z' } },
      { q1: { rename: 'z' }, q2: { rename: 'z' } },
      { q1: { rename: 'q2' } },
    ];

    function twoObservables(rules: MetricRules) {
      const provider = underRules(rules);
      const meter = provider.getMeter('shop');
      const make = (name: string) => meter.createObservableCounter(name);
      const values = async () => {
        await provider.observables.observe();
        const shown = provider.store.families().flatMap((family) => [...family.series()]);
        return shown.map(({ value }) => value);
      };
      return { meter, make, values, two: [make('q1'), make('q2')] as const };
    }

    it.each(RULES)(
      'counted it once, and removing it from one silenced both (%j)',
      async (rules) => {
        const { make, two, values } = twoObservables(rules);
        const callback = vi.fn((result: ObservableResult) => result.observe(5));
        for (const one of two) one.addCallback(callback);
        for (const name of ['q1', 'Q2']) make(name).addCallback(callback);
        expect(await values()).toEqual([10]);
        expect(callback).toHaveBeenCalledTimes(2);
        make('Q1').removeCallback(callback);
        expect(await values()).toEqual([5]);
        two[1].removeCallback(callback);
        expect(await values()).toEqual([]);
      },
    );

    it.each(RULES)('for both is not the one for each (%j)', async (rules) => {
      const { meter, two, values } = twoObservables(rules);
      const [q1, q2] = two;
      const callback = (result: BatchObservableResult) => {
        result.observe(q1, 1);
        result.observe(q2, 2);
      };
      meter.addBatchObservableCallback(callback, [q1, q2]);
      meter.addBatchObservableCallback(callback, [q2, q1]);
      expect(await values()).toEqual([3]);
      meter.removeBatchObservableCallback(callback, [q1]);
      expect(await values()).toEqual([3]);
      meter.addBatchObservableCallback(callback, [q2]);
      const faults = await faultsDuring(async () => expect(await values()).toEqual([5]));
      expect(faults).toEqual({ invalid_instrument: 1 });
      meter.removeBatchObservableCallback(callback, [q2, q1, q2]);
      expect(await values()).toEqual([2]);
    });
  });

  it('but not one kind or unit, are in conflict, as elsewhere', async () => {
    const provider = underRules({ 'x.*': { rename: 'y' } });
    const meter = provider.getMeter('shop');
    const faults = await faultsDuring(() => {
      meter.createCounter('x.a').add(1);
      meter.createCounter('x.b', { unit: 's' }).add(1);
      meter.createHistogram('y').record(1);
    });
    expect(faults).toEqual({ instrument_conflict: 2 });
    expect(warnings()[0]).toMatch(/^instrument 'y' exists already as counter, now .* in 's'/);
    expect(await namesIn(provider)).toEqual(['y', 'y', 'y']);
  });

  it.each<[string, object, object, faults: object]>([
    ['other keys', { attributes: { deny: ['id'] } }, {}, { instrument_conflict: 1 }],
    ['another limit', { limit: 5 }, { limit: 6 }, { instrument_conflict: 1 }],
    ['the same words', { limit: 5 }, { limit: 5 }, {}],
    ['another scope', {}, { scope: false }, {}],
  ])('by rules with %s: the first one holds, and that is said', async (_what, a, b, expected) => {
    const provider = underRules({ a: { rename: 'c', ...a }, b: { rename: 'c', ...b } });
    const meter = provider.getMeter('shop');
    const faults = await faultsDuring(() => {
      meter.createCounter('a').add(1, { id: 1 });
      meter.createCounter('b').add(1, { id: 1 });
    });
    expect(faults).toEqual(expected);
    expect(await readings(provider, 'c')).toEqual([['attributes' in a ? {} : { id: 1 }, 2]]);
    if ('instrument_conflict' in expected)
      expect(warnings()[0]).toContain(`are all 'c' differ in their limits`);
  });

  it.each<[string, MetricRules, object, faults: object]>([
    ['buckets', { a: { rename: 'b', buckets: [1, 2] } }, {}, { instrument_conflict: 1 }],
    ['more buckets', { a: { rename: 'b', buckets: [5, 10, 15] } }, {}, { instrument_conflict: 1 }],
    ['a form', { a: { rename: 'b', histogram: 'native' } }, {}, { instrument_conflict: 1 }],
    ['both forms', { a: { rename: 'b', histogram: 'both' } }, {}, { instrument_conflict: 1 }],
    [
      'advice',
      { a: { rename: 'b' } },
      { explicitBucketBoundaries: [7] },
      { instrument_conflict: 1 },
    ],
    ['buckets that are equal', { a: { rename: 'b', buckets: [5, 10] } }, {}, {}],
    [
      'buckets that a form has not',
      { '*': { rename: 'b', histogram: 'native' } },
      { explicitBucketBoundaries: [7] },
      {},
    ],
  ])(
    'with other %s for the later one ignored them silently',
    async (_what, rules, own, expected) => {
      for (const order of ['ab', 'ba']) {
        vi.mocked(warn).mockClear();
        const meter = underRules(rules).getMeter('shop');
        const advices = {
          a: { explicitBucketBoundaries: [5, 10], ...own },
          b: { explicitBucketBoundaries: [5, 10] },
        };
        const faults = await faultsDuring(() => {
          for (const name of [...order, ...order]) {
            meter.createHistogram(name, { advice: advices[name as 'a' | 'b'] }).record(1);
          }
        });
        expect(faults).toEqual(expected);
        expect(warn).toHaveBeenCalledTimes(Object.keys(expected).length);
      }
    },
  );

  it('have no buckets to differ in, unless they are histograms', async () => {
    const meter = underRules({ a: { rename: 'b', buckets: [1] } }).getMeter('shop');
    const faults = await faultsDuring(() => {
      for (const name of ['a', 'b', 'a']) meter.createCounter(name).add(1);
    });
    expect(faults).toEqual({});
  });

  it('may be asked for with other advice where no rule gives the name', async () => {
    const meter = underRules({ a: { rename: 'b' } }).getMeter('shop');
    const faults = await faultsDuring(() => {
      for (const bound of [1, 2]) {
        meter.createHistogram('c', { advice: { explicitBucketBoundaries: [bound] } }).record(1);
      }
    });
    expect(faults).toEqual({});
  });
});

describe('buckets and forms', () => {
  const UNITS = ['ns', 'us', 'ms', 's', 'min', 'h', 'd'];

  it('are those of the rule, in the place of the advice', async () => {
    const provider = underRules({ 'x*': { buckets: [1, 2] }, none: { buckets: [] } });
    const advice = { explicitBucketBoundaries: [5, 6, 7] };
    const meter = provider.getMeter('shop');
    for (const name of ['x1', 'none', 'y']) meter.createHistogram(name, { advice }).record(2);
    expect(await readings(provider, 'x1')).toEqual([[{}, [0, 1, 0]]]);
    expect(await readings(provider, 'none')).toEqual([[{}, [1]]]);
    expect(await readings(provider, 'y')).toEqual([[{}, [1, 0, 0, 0]]]);
  });

  it.each<HistogramForm>(['classic', 'native', 'both'])('%s is for all durations', (histograms) => {
    const provider = newProvider(undefined, { histograms });
    const meter = provider.getMeter('shop');
    for (const unit of [...UNITS, '', 'By', '1', '{s}', 'S']) {
      meter.createHistogram(`in ${unit}`, { unit });
      const isTime = UNITS.includes(unit);
      const form = isTime ? histograms : 'classic';
      expect([unit, descriptorOf(provider, `in ${unit}`)?.form]).toEqual([unit, form]);
    }
    meter.createGauge('gauge', { unit: 's' });
    expect(descriptorOf(provider, 'gauge')?.form).toBe('classic');
  });

  it('are none where the form is native, which shows none', () => {
    const provider = underRules({
      'a*': { histogram: 'native', buckets: [1, 2] },
      b: { histogram: 'both', buckets: [1, 2] },
    });
    const meter = provider.getMeter('shop');
    const boundaries = ['a', 'a2', 'b'].map((name) => {
      meter.createHistogram(name, { advice: { explicitBucketBoundaries: [5] } });
      return descriptorOf(provider, name)?.boundaries;
    });
    expect(boundaries).toEqual([[], [], [1, 2]]);
  });

  it('are exponential too where exporters want it, unless a rule or an option gives others', () => {
    const rules = { 'a.*': { histogram: 'classic' }, 'b.*': { buckets: [1] } } as const;
    const formsWith = (histograms: HistogramForm) => {
      const provider = underRules(rules, { histograms, exponentialToo: true });
      const meter = provider.getMeter('shop');
      for (const name of ['a.x', 'b.x', 'c.x']) meter.createHistogram(name, { unit: 's' });
      meter.createHistogram('c.y', { unit: 'By' });
      meter.createCounter('c.z', { unit: 's' });
      return ['a.x', 'b.x', 'c.x', 'c.y', 'c.z'].map((name) => descriptorOf(provider, name)?.form);
    };
    expect(formsWith('classic')).toEqual(['classic', 'classic', 'both', 'both', 'classic']);
    expect(formsWith('native')).toEqual(['classic', 'native', 'native', 'both', 'classic']);
  });

  it('a rule goes before what holds for all', () => {
    const provider = underRules(
      { 'a.*': { histogram: 'classic' }, 'b.*': { histogram: 'both' } },
      { histograms: 'native' },
    );
    const meter = provider.getMeter('shop');
    for (const name of ['a.x', 'b.x', 'c.x']) meter.createHistogram(name, { unit: 's' });
    meter.createHistogram('b.y', { unit: 'By' });
    meter.createCounter('b.z', { unit: 's' });
    const forms = ['a.x', 'b.x', 'c.x', 'b.y', 'b.z'].map(
      (name) => descriptorOf(provider, name)?.form,
    );
    expect(forms).toEqual(['classic', 'both', 'native', 'both', 'classic']);
  });
});

describe('ten times ten thousand rules', () => {
  const MANY = 100_000;

  function manyRules(suffix: string): MetricRules {
    const entries = Array.from(
      { length: MANY },
      (_, i) => [`shop.${i}${suffix}`, { rename: `new.${i}` }] as const,
    );
    return Object.fromEntries(entries);
  }

  it('took minutes: new names were compared with each other, and a name with every rule', () => {
    const provider = underRules(manyRules(''));
    const meter = provider.getMeter('shop');
    for (let i = 0; i < 20_000; i++) meter.createCounter(`SHOP.${MANY - 1 - i}`);
    expect(provider.store.families()).toHaveLength(20_000);
    expect(descriptorOf(provider, `new.${MANY - 1}`)).toBeDefined();
  });

  it('held up an app that makes its instruments in each request', () => {
    const provider = underRules(manyRules('.*'));
    const meter = provider.getMeter('shop');
    for (let i = 0; i < 20_000; i++) meter.createCounter('shop.orders').add(1);
    expect(readingsOf(provider.store.families(), 'shop.orders')).toEqual([[{}, 20_000]]);
  });
});

it("the agent's own metrics follow rules, too", async () => {
  const provider = underRules({
    'acme.metrics.agent.series': { drop: true },
    'acme.metrics.agent.scrape.*': { rename: 'scrape.time', buckets: [1] },
  });
  const { scrapeDuration } = createSelfMetrics(provider);
  scrapeDuration.record(0.5);
  expect(await readings(provider, 'scrape.time')).toEqual([[{}, [1, 0]]]);
  expect(await namesIn(provider)).not.toContain('acme.metrics.agent.series');
});

it('exporters get what the page gets', async () => {
  const provider = underRules({
    'http.*': { rename: 'web.requests', attributes: { deny: ['user'] } },
    'db.*': { drop: true },
  });
  const meter = provider.getMeter('shop');
  meter.createCounter('http.requests').add(1, { user: 'a' });
  meter.createCounter('http.requests').add(2, { user: 'b' });
  meter.createCounter('db.queries').add(1);
  const producer = createProducer(createCollect([storeSource(provider)], {}));
  const { resourceMetrics } = await producer.collect();
  const [scope, ...others] = resourceMetrics.scopeMetrics;
  expect(others).toEqual([]);
  expect(scope?.metrics).toMatchObject([
    { descriptor: { name: 'web.requests' }, dataPoints: [{ attributes: {}, value: 3 }] },
  ]);
});
