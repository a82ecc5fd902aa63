import { ValueType } from '@opentelemetry/api';
import { describe, expect, it, vi } from 'vitest';
import { setLogLevel } from '../../../src/foundation/log.ts';
import type { Meter } from '../../../src/pipeline/meter.ts';
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

/** The four kinds alike: how one is made, and what it refuses. */
const KINDS: Record<string, [(meter: Meter) => Instrument, refused: unknown[]]> = {
  counter: [(meter) => sum(meter.createCounter('x')), [...NOT_NUMBERS, ...NOT_FINITE, -1]],
  'up-down-counter': [
    (meter) => sum(meter.createUpDownCounter('x')),
    [...NOT_NUMBERS, ...NOT_FINITE],
  ],
  histogram: [(meter) => recorder(meter.createHistogram('x')), [...NOT_NUMBERS, ...NOT_FINITE, -1]],
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

function recorder(instrument: ReturnType<Meter['createHistogram' | 'createGauge']>): Instrument {
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
