import { ValueType } from '@opentelemetry/api';
import { describe, expect, it, vi } from 'vitest';
import { setLogLevel } from '../../../src/foundation/log.ts';
import {
  type Gauge,
  type Meter,
  type OwnMetricOptions,
  TERMS,
} from '../../../src/pipeline/meter.ts';
import { mergedWindows, quantilesOf } from '../../../src/store/quantiles.ts';
import { createRandom } from '../../support/random.ts';
import { faultsDuring, newProvider, readingsOf } from './readings.ts';

vi.mock(import('../../../src/foundation/clock.ts'), () => import('../../support/host-clock.ts'));
setLogLevel('none');

const NOT_NUMBERS = ['4', 4n, null, undefined, {}, [4], true, Symbol('4'), new Date(4), Object(4)];
const NOT_FINITE = [Number.NaN, Infinity, -Infinity];

interface Instrument {
  measure(value: number, attributes?: object): void;
  bind(attributes: object): (value: number) => void;
  remove(attributes: object): boolean;
  clear(): void;
}

/** The five kinds alike: how one is made, and what it refuses. */
const KINDS: Record<string, [(meter: Meter) => Instrument, refused: unknown[]]> = {
  counter: [(meter) => sum(meter.createCounter('x')), [...NOT_NUMBERS, ...NOT_FINITE, -1]],
  'up-down-counter': [
    (meter) => sum(meter.createUpDownCounter('x')),
    [...NOT_NUMBERS, ...NOT_FINITE],
  ],
  histogram: [(meter) => recorder(meter.createHistogram('x')), [...NOT_NUMBERS, ...NOT_FINITE, -1]],
  summary: [(meter) => recorder(meter.createSummary('x')), [...NOT_NUMBERS, ...NOT_FINITE, -1]],
  gauge: [(meter) => recorder(meter.createGauge('x')), NOT_NUMBERS],
};

function sum(counter: ReturnType<Meter['createCounter' | 'createUpDownCounter']>): Instrument {
  return {
    measure: (value, attributes) => counter.add(value, attributes as never),
    bind(attributes) {
      const bound = counter.bind(attributes as never);
      return (value) => bound.add(value);
    },
    remove: (attributes) => counter.remove(attributes as never),
    clear: () => counter.clear(),
  };
}

function recorder(
  instrument: ReturnType<Meter['createHistogram' | 'createSummary' | 'createGauge']>,
): Instrument {
  return {
    measure: (value, attributes) => instrument.record(value, attributes as never),
    bind(attributes) {
      const bound = instrument.bind(attributes as never);
      return (value) => bound.record(value);
    },
    remove: (attributes) => instrument.remove(attributes as never),
    clear: () => instrument.clear(),
  };
}

function setUp(kind: string) {
  const provider = newProvider();
  const [make, refused] = KINDS[kind] as (typeof KINDS)[string];
  const families = () => provider.store.families();
  return {
    instrument: make(provider.getMeter('shop')),
    refused,
    shown: () => readingsOf(families(), 'x'),
    starts: () => [...(families()[0]?.series() ?? [])].map(({ startTimeMs }) => startTimeMs),
  };
}

describe.each(Object.keys(KINDS))('a %s', (kind) => {
  it('counts what it refuses once, is not poisoned by it, and begins no series for it', async () => {
    const { instrument, refused, shown } = setUp(kind);
    const bound = instrument.bind({ a: 1 });
    for (const value of [3, 4]) instrument.measure(value, { a: 1 });
    const before = shown();
    for (const bad of refused as number[]) {
      const faults = await faultsDuring(() => {
        instrument.measure(bad, { a: 1 });
        bound(bad);
        instrument.measure(bad, { only: 'refused' });
      });
      expect(faults).toEqual({ invalid_value: 3 });
    }
    expect(shown()).toEqual(before);
    instrument.measure(5, { a: 1 });
    expect(shown()).not.toEqual(before);
  });

  it('ends a series, and begins it again at nothing and at a new time', () => {
    vi.useFakeTimers({ now: 1000 });
    const { instrument, shown, starts } = setUp(kind);
    const bound = instrument.bind({ a: 1 });
    instrument.measure(2, { a: 1 });
    const first = shown();
    for (const time of [2000, 3000, 4000]) {
      vi.setSystemTime(time);
      expect(instrument.remove({ a: 1 })).toBe(true);
      expect([shown(), instrument.remove({ a: 1 })]).toEqual([[], false]);
      if (time === 3000) bound(2);
      else instrument.measure(2, { a: 1 });
      expect([shown(), starts()]).toEqual([first, [time]]);
    }
    vi.useRealTimers();
  });

  it('ends the one series that was asked for, whatever the order of its keys', () => {
    const { instrument, shown } = setUp(kind);
    for (const set of [{ a: 1, b: 2 }, { a: 1 }, {}]) instrument.measure(2, set);
    expect(instrument.remove({ b: 2, a: 1 })).toBe(true);
    expect(shown().map(([attributes]) => attributes)).toEqual([{ a: 1 }, {}]);
    expect(instrument.remove({})).toBe(true);
    expect(shown().map(([attributes]) => attributes)).toEqual([{ a: 1 }]);
  });

  it('ends all series', () => {
    const { instrument, shown } = setUp(kind);
    const bound = instrument.bind({ id: 0 });
    for (let id = 0; id < 3000; id++) instrument.measure(1, { id });
    instrument.clear();
    expect(shown()).toEqual([]);
    bound(1);
    expect(shown()).toHaveLength(1);
  });

  it.each([undefined, null, 7, 'text', Symbol('x'), []])(
    'is asked to end %s, which is harmless',
    (bad) => {
      const { instrument, shown } = setUp(kind);
      instrument.measure(2, { a: 1 });
      expect(() => instrument.remove(bad as never)).not.toThrow();
      expect(shown()).toHaveLength(1);
    },
  );

  it.each([undefined, null, 7, 'text', Symbol('x')])('is bound to %s as to nothing', (bad) => {
    const { instrument, shown } = setUp(kind);
    instrument.bind(bad as never)(2);
    instrument.measure(2);
    expect(shown().map(([attributes]) => attributes)).toEqual([{}]);
  });
});

it.each(NOT_FINITE.concat(-1.5))('a gauge takes %s', (value) => {
  const { instrument, shown } = setUp('gauge');
  instrument.measure(value);
  expect(shown()).toEqual([[{}, value]]);
});

/** Ways to a gauge's value, each as its own series. */
const gaugeWays = (gauge: Gauge, set = { way: 'x' }) => {
  const bound = gauge.bind(set);
  return {
    direct: {
      set: (value: number) => gauge.set(value, set),
      add: (amount: number) => gauge.add(amount, set),
    },
    bound,
  };
};

describe.each(['direct', 'bound'] as const)('a gauge, %s,', (way) => {
  function setUpGauge(options = {}) {
    const provider = newProvider();
    const gauge = provider.getMeter('shop').createGauge('x', options);
    const shown = () => readingsOf(provider.store.families(), 'x').map(([, value]) => value);
    return { gauge, ways: gaugeWays(gauge)[way], shown };
  }

  it('is set, and changes by amounts of either sign, from 0 where nobody has set it', () => {
    const { gauge, ways, shown } = setUpGauge();
    ways.add(-2.5);
    expect(shown()).toEqual([-2.5]);
    ways.set(10);
    ways.add(5);
    ways.add(-1.5);
    expect(shown()).toEqual([13.5]);
    gauge.remove({ way: 'x' });
    ways.add(1);
    expect(shown()).toEqual([1]);
  });

  it('drops and counts what is no number, and stands where it stood', async () => {
    const { ways, shown } = setUpGauge();
    ways.set(3);
    for (const bad of NOT_NUMBERS as number[]) {
      const faults = await faultsDuring(() => {
        ways.set(bad);
        ways.add(bad);
      });
      expect(faults).toEqual({ invalid_value: 2 });
    }
    expect(shown()).toEqual([3]);
  });

  it('of integers cuts fractions off amounts, too', () => {
    const { ways, shown } = setUpGauge({ valueType: ValueType.INT });
    ways.set(2.9);
    ways.add(1.9);
    ways.add(-0.5);
    expect(shown()).toEqual([3]);
  });
});

describe('a summary', () => {
  const random = createRandom();
  const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());

  function read(options?: OwnMetricOptions) {
    const provider = newProvider();
    const summary = provider.getMeter('shop').createSummary('x', options);
    const states = () => {
      const series = [...(provider.store.families()[0]?.series() ?? [])];
      return series.flatMap(({ summary: state }) => state ?? []);
    };
    return { summary, states };
  }

  it.each<[string, () => number]>([
    ['uniform', () => 100 + 900 * random()],
    ['log-normal', () => 0.05 * Math.exp(normal())],
    ['bimodal', () => (random() < 0.6 ? 0.002 * (1 + random()) : 3 + random())],
  ])(
    'of %s amounts tells quantiles within one per cent, in four series and in all',
    (_name, draw) => {
      const { summary, states } = read();
      // Series stand in the order of their beginnings.
      const bound = [0, 1, 2, 3].map((part) => summary.bind({ part }));
      const amounts = Float64Array.from({ length: 20_000 }, draw);
      for (const [index, amount] of amounts.entries()) {
        const part = index % 4;
        if (part === 3) bound[part]?.record(amount);
        else summary.record(amount, { part });
      }
      const windows = states().flatMap(({ window }) => window ?? []);
      const told = [0, 1, 2, 3].map((part) => ({
        own: amounts.filter((_amount, index) => index % 4 === part),
        quantiles: states()[part]?.quantiles ?? [],
      }));
      const [first = expect.fail(), ...others] = windows;
      const all = others.reduce((one, other) => mergedWindows(one, other), first);
      told.push({ own: amounts, quantiles: quantilesOf(all, [0.5, 0.9, 0.95, 0.99]) });
      expect(told).toHaveLength(5);
      for (const { own, quantiles } of told) {
        const sorted = own.toSorted();
        expect(quantiles.map(({ quantile }) => quantile)).toEqual([0.5, 0.9, 0.95, 0.99]);
        for (const { quantile, value } of quantiles) {
          const exact = sorted[Math.ceil(quantile * sorted.length) - 1] ?? Number.NaN;
          expect(Math.abs(value / exact - 1)).toBeLessThan(0.01);
        }
      }
    },
  );

  it('has the quantiles that were asked for', () => {
    const shape = { quantiles: [0.25, 0.75], windowMs: 60_000, steps: 3 };
    const { summary, states } = read({ [TERMS]: { summary: shape } });
    for (const amount of [1, 2, 3, 4]) summary.record(amount);
    expect(states()).toMatchObject([
      { count: 4, sum: 10, quantiles: [{ quantile: 0.25 }, { quantile: 0.75 }] },
    ]);
    const values = states()[0]?.quantiles.map(({ value }) => Math.round(value));
    expect(values).toEqual([1, 3]);
  });

  it('that nobody has recorded into stands at no quantile, once it is bound', () => {
    const { summary, states } = read();
    expect(states()).toEqual([]);
    summary.bind({});
    const quantiles = [0.5, 0.9, 0.95, 0.99].map((quantile) => ({ quantile, value: Number.NaN }));
    expect(states()).toMatchObject([{ count: 0, sum: 0, quantiles }]);
  });

  it('has count and sum, and no amounts of a window that is over', () => {
    vi.useFakeTimers({ now: 1000 });
    const { summary, states } = read();
    summary.record(3);
    vi.advanceTimersByTime(479_000);
    expect(states()[0]?.quantiles[0]?.value).toBeCloseTo(3, 1);
    vi.advanceTimersByTime(121_001);
    expect(states()[0]).toMatchObject({
      count: 1,
      sum: 3,
      quantiles: [{ value: Number.NaN }, {}, {}, {}],
    });
    vi.useRealTimers();
  });
});

it.each([
  [2.9, 2],
  [-2.9, -2],
  [0.5, 0],
])('an up-down counter of integers takes %d as %d, bound or not', (value, taken) => {
  const provider = newProvider();
  const counter = provider.getMeter('shop').createUpDownCounter('x', { valueType: ValueType.INT });
  counter.add(value, { way: 'direct' });
  counter.bind({ way: 'bound' }).add(value);
  const values = readingsOf(provider.store.families(), 'x').map(([, one]) => one);
  expect(values.map((one) => Number(one) + 0)).toEqual([taken, taken]);
});

it('an instrument without a valid name has nothing to end', () => {
  const counter = newProvider().getMeter('shop').createCounter('');
  expect(counter.remove({})).toBe(false);
  expect(() => counter.clear()).not.toThrow();
});

it('an instrument without a valid name takes whatever each kind takes', () => {
  const meter = newProvider().getMeter('shop');
  expect(() => {
    const gauge = meter.createGauge('');
    for (const one of [gauge, gauge.bind({})]) {
      one.set(1);
      one.add(1);
      one.record(1);
    }
    const summary = meter.createSummary('');
    for (const one of [summary, summary.bind({})]) one.record(1);
    expect(summary.remove({})).toBe(false);
    summary.clear();
  }).not.toThrow();
});
