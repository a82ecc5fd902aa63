import { describe, expect, it } from 'vitest';
import { setLogLevel } from '../../../../src/foundation/log.ts';
import { counter } from '../../../../src/instruments/declared/counter.ts';
import { gauge } from '../../../../src/instruments/declared/gauge.ts';
import { histogram } from '../../../../src/instruments/declared/histogram.ts';
import { summary } from '../../../../src/instruments/declared/summary.ts';
import { timer } from '../../../../src/instruments/declared/timer.ts';
import { processMetrics } from '../../../../src/pipeline/process-metrics.ts';
import { faultsOf, measured, valuesOf } from '../measured.ts';

setLogLevel('none');

const KINDS = { counter, gauge, histogram, summary, timer };
type Kind = keyof typeof KINDS;
const EVERY_KIND = Object.keys(KINDS) as Kind[];

/** Declares with options that types would refuse. */
function declareLoosely(kind: Kind, name: unknown, options?: unknown): unknown {
  return (KINDS[kind] as (name: unknown, options?: unknown) => unknown)(name, options);
}

describe('an instrument', () => {
  it('counts by its labels, in whatever order they come', () => {
    const orders = counter('d_orders', { labels: ['tier', 'region'] });
    orders.add(1, { tier: 'gold', region: 'eu' });
    orders.add(2.5, { region: 'eu', tier: 'gold' });
    orders.add(1, { tier: 'gold', region: 'us' });
    expect(valuesOf('d_orders')).toEqual({
      'region=eu,tier=gold': 3.5,
      'region=us,tier=gold': 1,
    });
  });

  it('goes up and down, and is set', () => {
    const rooms = gauge('d_rooms', { labels: ['floor'] });
    rooms.set(12, { floor: 3 });
    rooms.add(-4, { floor: 3 });
    rooms.add(2, { floor: 4 });
    const bound = rooms.bind({ floor: 4 });
    bound.add(3);
    expect(valuesOf('d_rooms')).toEqual({ 'floor=3': 8, 'floor=4': 5 });
    bound.set(-1);
    expect(valuesOf('d_rooms')['floor=4']).toBe(-1);
  });

  it('records amounts by size', () => {
    const baskets = histogram('d_baskets', { buckets: [10, 50] });
    for (const amount of [5, 10, 20, 70]) baskets.record(amount);
    expect(measured('d_baskets')[0]?.distribution).toMatchObject({
      boundaries: [10, 50],
      counts: [2, 1, 1],
      sum: 105,
    });
  });

  it.each([
    ['s', 'd_in_s', 10],
    ['seconds', 'd_in_seconds', 10],
    ['By', 'd_in_bytes', 10_000],
  ])('has the default buckets of its unit: %s', (unit, name, last) => {
    histogram(name, { unit }).record(1);
    expect(measured(name)[0]?.distribution?.boundaries.at(-1)).toBe(last);
  });

  it('counts in exponential buckets where these are asked for', () => {
    histogram('d_native', { form: 'native' }).record(3);
    histogram('d_both', { form: 'both', buckets: [5] }).record(3);
    expect(measured('d_native')[0]?.distribution).toMatchObject({ boundaries: [] });
    expect(measured('d_native')[0]?.distribution?.exponential).toBeDefined();
    expect(measured('d_both')[0]?.distribution).toMatchObject({ boundaries: [5] });
    expect(measured('d_both')[0]?.distribution?.exponential).toBeDefined();
  });

  it('says quantiles of what was recorded', () => {
    const sizes = summary('d_sizes', { quantiles: [0.25, 0.75], windowSeconds: 60, steps: 3 });
    for (let size = 1; size <= 100; size++) sizes.record(size);
    const [series] = measured('d_sizes');
    expect(series?.summary).toMatchObject({ count: 100, sum: 5050 });
    expect(series?.summary?.quantiles.map(({ quantile }) => quantile)).toEqual([0.25, 0.75]);
  });

  it('ends series one by one, and all of them', () => {
    const jobs = counter('d_jobs', { labels: ['type'] });
    jobs.add(2, { type: 'mail' });
    jobs.add(3, { type: 'pdf' });
    expect(jobs.remove({ type: 'mail' })).toBe(true);
    expect(jobs.remove({ type: 'mail' })).toBe(false);
    jobs.add(1, { type: 'mail' });
    expect(valuesOf('d_jobs')).toEqual({ 'type=mail': 1, 'type=pdf': 3 });
    jobs.clear();
    expect(valuesOf('d_jobs')).toEqual({});
  });

  it.each(EVERY_KIND)('shows no scope on the page: %s', (kind) => {
    declareLoosely(kind, `d_scope_${kind}`);
    const family = processMetrics()
      .provider.store.families()
      .find(({ descriptor }) => descriptor.name === `d_scope_${kind}`);
    expect(family?.descriptor.showsScope).toBe(false);
  });
});

describe('what is declared to be there from the start', () => {
  it.each(['counter', 'histogram', 'summary', 'timer'] as const)(
    'stands at 0 without labels: %s',
    (kind) => {
      const name = `d_start_${kind}`;
      declareLoosely(kind, name);
      const expected = kind === 'timer' ? { 'status=success': 0, 'status=error': 0 } : { '': 0 };
      expect(valuesOf(name)).toEqual(expected);
    },
  );

  it.each(EVERY_KIND)('stands at 0 for each set of initial: %s', (kind) => {
    const name = `d_initial_${kind}`;
    const initial = [{ a: 'x' }, { a: 'y' }];
    declareLoosely(kind, name, { labels: ['a'], initial });
    const sets =
      kind === 'timer' ? ['success', 'error'].map((status) => `,status=${status}`) : [''];
    const expected = initial.flatMap(({ a }) => sets.map((more) => [`a=${a}${more}`, 0]));
    expect(valuesOf(name)).toEqual(Object.fromEntries(expected));
  });

  it('leaves a gauge that nobody has set yet away', () => {
    gauge('d_unset');
    expect(valuesOf('d_unset')).toEqual({});
  });

  it('begins anew at 0 where everything was ended', () => {
    const orders = counter('d_again', { labels: ['a'], initial: [{ a: 'x' }] });
    orders.add(3, { a: 'x' });
    orders.clear();
    for (const begin of processMetrics().beginnings) begin();
    expect(valuesOf('d_again')).toEqual({ 'a=x': 0 });
  });
});

describe('a label that was not declared, or is missing', () => {
  const WRONG: readonly unknown[] = [
    ...[undefined, null, {}, 'a', 7],
    ...[{ a: 1 }, { a: 1, b: 2, c: 3 }, { a: 1, c: 2 }, { a: 1, b: undefined }, { a: 1, b: {} }],
  ];

  it.each(WRONG.map((labels, index) => ({ labels, index })))(
    'drops and counts the measurement: $labels',
    async ({ labels, index }) => {
      const name = `d_wrong_${index}`;
      const orders = counter(name, { labels: ['a', 'b'] });
      const add = orders.add as (amount: number, labels: unknown) => void;
      expect(await faultsOf('invalid_label', () => add.call(orders, 1, labels))).toBe(1);
      expect(valuesOf(name)).toEqual({});
    },
  );

  it('drops what a bound series takes, each time', async () => {
    const orders = counter('d_wrong_bound', { labels: ['a'] });
    const bound = (orders.bind as (labels: unknown) => { add(amount: number): void }).call(orders, {
      b: 1,
    });
    const faults = await faultsOf('invalid_label', () => {
      bound.add(1);
      bound.add(1);
    });
    expect(faults).toBe(2);
    expect(valuesOf('d_wrong_bound')).toEqual({});
  });

  it('does not reach the overflow series of a full metric either', async () => {
    const { cardinalityLimit } = processMetrics().config;
    const orders = counter('d_wrong_full', { labels: ['a'] });
    for (let one = 0; one < cardinalityLimit + 10; one++) orders.add(1, { a: `v-${one}` });
    const before = measured('d_wrong_full').at(-1);
    const add = orders.add as (amount: number, labels: unknown) => void;
    expect(await faultsOf('invalid_label', () => add.call(orders, 1, { b: 1 }))).toBe(1);
    const remove = orders.remove as (labels: unknown) => boolean;
    expect(remove.call(orders, { b: 1 })).toBe(false);
    expect(measured('d_wrong_full').at(-1)).toEqual(before);
  });
});

describe('a value that an instrument does not take', () => {
  const BAD: readonly unknown[] = [-1, Number.NaN, Number.POSITIVE_INFINITY, '1', null, 1n, {}];

  it.each(['counter', 'histogram', 'summary'] as const)(
    'is dropped and counted: %s',
    async (kind) => {
      const name = `d_value_${kind}`;
      const instrument = declareLoosely(kind, name) as Record<string, (value: unknown) => void>;
      const verb = kind === 'counter' ? 'add' : 'record';
      for (const value of BAD) {
        expect(await faultsOf('invalid_value', () => instrument[verb]?.(value))).toBe(1);
      }
      expect(valuesOf(name)).toEqual({ '': 0 });
    },
  );

  it('is no number where a gauge changes', async () => {
    const level = gauge('d_value_gauge');
    level.set(3);
    const add = level.add as (value: unknown) => void;
    expect(await faultsOf('invalid_value', () => add.call(level, 'one'))).toBe(1);
    expect(valuesOf('d_value_gauge')).toEqual({ '': 3 });
  });
});

describe('a declaration', () => {
  it.each(EVERY_KIND)('made twice alike is one instrument: %s', (kind) => {
    const options = { help: 'One.', labels: ['a', 'b'] };
    const first = declareLoosely(kind, `d_twice_${kind}`, options);
    const again = { help: 'Another.', labels: ['b', 'a'], initial: [{ a: 1, b: 2 }] };
    expect(declareLoosely(kind, `D_TWICE_${kind}`, again)).toBe(first);
    expect(Object.keys(valuesOf(`d_twice_${kind}`))).toHaveLength(kind === 'timer' ? 2 : 1);
  });

  it.each([
    ['another kind', () => gauge('d_conflict', { unit: 'By', labels: ['a'] })],
    ['another unit', () => counter('d_conflict', { unit: 's', labels: ['a'] })],
    ['other labels', () => counter('d_conflict', { unit: 'By', labels: ['a', 'b'] })],
    ['a timer of its name', () => timer('d_conflict', { labels: ['a'] })],
  ])('made in another way is a clear error: %s', (_case, declareAnew) => {
    counter('d_conflict', { unit: 'By', labels: ['a'] });
    expect(declareAnew).toThrow(
      expect.objectContaining({
        code: 'ACME_METRICS_INSTRUMENT_CONFLICT',
        message: expect.stringMatching(/'d_conflict'.*declared before as counter in By/),
      }),
    );
  });

  it.each([
    ['histogram', { buckets: [1] }, { buckets: [2] }],
    ['histogram', {}, { form: 'native' }],
    ['summary', {}, { quantiles: [0.5] }],
    ['summary', {}, { windowSeconds: 60 }],
    ['gauge', {}, { observe: () => 1 }],
  ] as const)('with other terms is a clear error, too: %s %o %o', (kind, first, second) => {
    const name = `d_terms_${kind}_${JSON.stringify(second).replaceAll(/\W/g, '')}`;
    declareLoosely(kind, name, first);
    expect(() => declareLoosely(kind, name, second)).toThrow(/was declared before as/);
  });

  const COMMON = [
    ['', {}, /the name has to be/],
    ['9lives', {}, /the name has to be/],
    ['has space', {}, /the name has to be/],
    ['x'.repeat(256), {}, /the name has to be/],
    [7, {}, /the name has to be/],
    [undefined, {}, /the name has to be/],
    ['d_bad', null, /the options are not an object/],
    ['d_bad', 'help', /the options are not an object/],
    ['d_bad', { lables: ['a'] }, /'lables' is no option; there are help, .*labels, initial, allow/],
    ['d_bad', { help: 3 }, /help has to be a text/],
    ['d_bad', { labels: 'a' }, /labels has to be a list/],
    ['d_bad', { labels: ['a-b'] }, /each label has to be/],
    ['d_bad', { labels: ['__name__'] }, /each label has to be/],
    ['d_bad', { labels: [''] }, /each label has to be/],
    ['d_bad', { labels: ['a', 'a'] }, /two labels are 'a' on the page/],
    ['d_bad', { labels: ['a.b', 'a_b'] }, /two labels are 'a_b' on the page/],
    ['d_bad', { labels: ['a'], initial: {} }, /initial has to be a list/],
    ['d_bad', { labels: ['a'], initial: [{ b: 1 }] }, /exactly the labels a$/],
    ['d_bad', { labels: ['a'], initial: [null] }, /exactly the labels a$/],
    ['d_bad', { initial: [{ b: 1 }] }, /exactly the labels \(none\)$/],
    ['d_bad', { labels: ['a'], initial: [{ a: 1n }] }, /a text, a number or a boolean$/],
    ['d_bad', { labels: ['a'], initial: [{ a: null }] }, /a text, a number or a boolean$/],
    ['d_bad', { labels: ['a'], initial: [{ a: Symbol('a') }] }, /a text, a number or a boolean$/],
    ['d_bad', { labels: ['otel_metric_overflow'] }, /that of the overflow series$/],
    ['d_bad', { help: 'x'.repeat(1001) }, /help has to be a text of at most 1000/],
  ] as const;
  const OF_KINDS = [
    ['counter', 'd_bad', { unit: [] }, /unit has to be a text of at most 63/],
    ['histogram', 'd_bad', { labels: ['le'] }, /the label 'le' is given by the histogram/],
    ['summary', 'd_bad', { labels: ['quantile'] }, /'quantile' is given by the summary/],
    ['timer', 'd_bad', { labels: ['status'] }, /'status' is given by the timer/],
    ['timer', 'd_bad', { unit: 's' }, /'unit' is no option/],
    ['histogram', 'd_bad', { buckets: [2, 1] }, /ascending finite numbers/],
    ['histogram', 'd_bad', { buckets: [Number.NaN] }, /ascending finite numbers/],
    ['histogram', 'd_bad', { buckets: 5 }, /ascending finite numbers/],
    ['histogram', 'd_bad', { buckets: Array.from({ length: 201 }, (_, at) => at) }, /at most 200/],
    ['histogram', 'd_bad', { buckets: [1], form: 'native' }, /'classic' and 'both'$/],
    ['counter', 'd_bad', { unit: 'a\nb' }, /none of them a control character/],
    ['counter', 'd_bad', { unit: 'x'.repeat(64) }, /at most 63 characters/],
    ['summary', 'd_bad', { windowSeconds: '60' }, /windowSeconds has to be above 0/],
    ['summary', 'd_bad', { windowSeconds: 60n }, /windowSeconds has to be above 0/],
    ['summary', 'd_bad', { steps: Symbol('five') }, /steps has to be a whole number/],
    ['histogram', 'd_bad', { form: 'exponential' }, /form has to be one of classic, native, both/],
    ['summary', 'd_bad', { quantiles: [0.9, 0.5] }, /quantiles has to be a list of at most 20/],
    ['summary', 'd_bad', { quantiles: [0, 1] }, /quantiles has to be a list of at most 20/],
    ['summary', 'd_bad', { quantiles: 0.5 }, /quantiles has to be a list of at most 20/],
    ['summary', 'd_bad', { windowSeconds: 0 }, /windowSeconds has to be above 0/],
    ['summary', 'd_bad', { steps: 0 }, /steps has to be a whole number from 1 to 60/],
    ['gauge', 'd_bad', { observe: 5 }, /observe has to be a function/],
  ] as const;
  const cases = [
    ...EVERY_KIND.flatMap((kind) => COMMON.map((row) => [kind, ...row] as const)),
    ...OF_KINDS,
  ];

  it.each(cases)(
    'that is wrong throws what is allowed: %s %o %o',
    (kind, name, options, message) => {
      expect(() => declareLoosely(kind, name, options)).toThrow(
        expect.objectContaining({ code: 'ACME_METRICS_INVALID_INSTRUMENT' }),
      );
      expect(() => declareLoosely(kind, name, options)).toThrow(message);
    },
  );

  it('that was refused leaves the name free', () => {
    expect(() => counter('d_free', { labels: ['a-b'] })).toThrow();
    counter('d_free').add(1);
    expect(valuesOf('d_free')).toEqual({ '': 1 });
  });
});
