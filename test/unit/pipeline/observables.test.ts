import type { Observable, ObservableCallback } from '@opentelemetry/api';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setLogLevel } from '../../../src/foundation/log.ts';
import { CALLBACK_TIMEOUT_MS } from '../../../src/pipeline/callback-timeout.ts';
import type { MeterProvider } from '../../../src/pipeline/meter-provider.ts';
import { faultsDuring, newProvider, readingsOf } from './readings.ts';

vi.mock(import('../../../src/foundation/clock.ts'), () => import('../../support/host-clock.ts'));
vi.mock(import('../../../src/foundation/timers.ts'), () => import('../../support/host-timers.ts'));

setLogLevel('none');
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** One round of all callbacks, over as much faked time as it may take. */
async function observe(provider: MeterProvider): Promise<void> {
  const over = provider.observables.observe();
  await vi.advanceTimersByTimeAsync(CALLBACK_TIMEOUT_MS);
  await over;
}

async function readings(provider: MeterProvider, name: string) {
  await observe(provider);
  return readingsOf(provider.store.families(), name);
}

describe('a callback', () => {
  it('observes series until it is removed', async () => {
    const provider = newProvider();
    const gauge = provider.getMeter('shop').createObservableGauge('x');
    const callback: ObservableCallback = (result) => result.observe(7, { a: 1 });
    gauge.addCallback(callback);
    expect(await readings(provider, 'x')).toEqual([[{ a: 1 }, 7]]);
    gauge.removeCallback(callback);
    expect(await readings(provider, 'x')).toEqual([]);
  });

  it('may be asynchronous', async () => {
    const provider = newProvider();
    provider
      .getMeter('shop')
      .createObservableGauge('x')
      .addCallback(async (result) => {
        await new Promise((resolve) => setTimeout(resolve, CALLBACK_TIMEOUT_MS - 1));
        result.observe(7);
      });
    const faults = await faultsDuring(async () => {
      expect(await readings(provider, 'x')).toEqual([[{}, 7]]);
    });
    expect(faults).toEqual({});
  });

  it('that was added twice runs once', async () => {
    const provider = newProvider();
    const meter = provider.getMeter('shop');
    const callback = vi.fn();
    meter.createObservableGauge('x').addCallback(callback);
    meter.createObservableGauge('x').addCallback(callback);
    await observe(provider);
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('can be removed by an instrument that was asked for again', async () => {
    const provider = newProvider();
    const meter = provider.getMeter('shop');
    const callback = vi.fn();
    meter.createObservableGauge('x').addCallback(callback);
    meter.createObservableGauge('x').removeCallback(callback);
    await observe(provider);
    expect(callback).not.toHaveBeenCalled();
  });

  it('that was never added can be removed', () => {
    const gauge = newProvider().getMeter('shop').createObservableGauge('x');
    expect(() => gauge.removeCallback(() => {})).not.toThrow();
  });

  it.each([null, undefined, 7, 'text', {}, Symbol('callback')])(
    'that is %s is counted',
    async (callback) => {
      const provider = newProvider();
      const gauge = provider.getMeter('shop').createObservableGauge('x');
      const faults = await faultsDuring(async () => {
        gauge.addCallback(callback as never);
        gauge.removeCallback(callback as never);
        await observe(provider);
      });
      expect(faults).toEqual({ invalid_instrument: 1 });
    },
  );

  it('that removes itself takes no other with it', async () => {
    const provider = newProvider();
    const meter = provider.getMeter('shop');
    const once = meter.createObservableGauge('once');
    const callback: ObservableCallback = (result) => {
      once.removeCallback(callback);
      result.observe(1);
    };
    once.addCallback(callback);
    meter.createObservableGauge('next').addCallback((result) => result.observe(2));
    expect(await readings(provider, 'next')).toEqual([[{}, 2]]);
    expect(await readings(provider, 'once')).toEqual([]);
  });

  it('that adds another one has it run from the next collection on', async () => {
    const provider = newProvider();
    const meter = provider.getMeter('shop');
    meter.createObservableGauge('x').addCallback(() => {
      meter.createObservableGauge('y').addCallback(second);
    });
    const second = vi.fn();
    await observe(provider);
    expect(second).not.toHaveBeenCalled();
    await observe(provider);
    expect(second).toHaveBeenCalledTimes(1);
  });
});

describe('twenty thousand callbacks', () => {
  const MANY = 20_000;

  beforeEach(() => {
    vi.useRealTimers();
  });

  /** What other machines take for many callbacks: more than a turn. */
  function work(): void {
    const from = performance.now();
    while (performance.now() < from + 1);
  }

  function providerWith(count: number, callback: ObservableCallback): MeterProvider {
    const provider = newProvider();
    const gauge = provider.getMeter('shop').createObservableGauge('x');
    for (let i = 0; i < count; i++) gauge.addCallback((result) => callback(result));
    return provider;
  }

  it('held up the app in each collection: its event loop goes round in between', async () => {
    let turns = 0;
    let called = 0;
    let isOver = false;
    const provider = providerWith(MANY, () => {
      if (++called % 200 === 0) work();
    });
    const turn = () => {
      turns++;
      if (!isOver) setImmediate(turn);
    };
    setImmediate(turn);
    await provider.observables.observe();
    isOver = true;
    expect(called).toBe(MANY);
    expect(turns).toBeGreaterThanOrEqual(MANY / 200);
  });

  it('took minutes to register, when each one was compared with all others', () => {
    const callback = vi.fn();
    expect(providerWith(10 * MANY, callback).store.families()).toHaveLength(1);
    const shared = vi.fn();
    const meter = newProvider(10).getMeter('shop');
    for (let i = 0; i < MANY; i++) meter.createObservableGauge(`g${i}`).addCallback(shared);
  });

  it('share the round that is under way with who asks meanwhile', async () => {
    const callback = vi.fn((result) => {
      work();
      result.observe(7);
    });
    const provider = providerWith(10, callback);
    const first = provider.observables.observe();
    await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([first, provider.observables.observe()]);
    expect(callback).toHaveBeenCalledTimes(10);
    expect(readingsOf(provider.store.families(), 'x')).toEqual([[{}, 7]]);
  });

  it('run no more once they are removed, and not before the next round when they are new', async () => {
    const provider = newProvider();
    const gauge = provider.getMeter('shop').createObservableGauge('x');
    const [removed, added] = [vi.fn(), vi.fn()];
    gauge.addCallback(() => {
      setImmediate(() => {
        gauge.removeCallback(removed);
        gauge.addCallback(added);
      });
    });
    for (let i = 0; i < 5; i++) gauge.addCallback(() => work());
    gauge.addCallback(removed);
    await provider.observables.observe();
    expect([removed, added].map(({ mock }) => mock.calls.length)).toEqual([0, 0]);
  });

  it('do not wait any more for an event loop that has kept them waiting for a second', async () => {
    vi.useFakeTimers();
    const turns = vi.spyOn(globalThis, 'setImmediate');
    let called = 0;
    const provider = providerWith(1000, () => {
      if (++called === 1) vi.advanceTimersByTime(1000);
    });
    await provider.observables.observe();
    expect(called).toBe(1000);
    expect(turns).not.toHaveBeenCalled();
    turns.mockRestore();
  });
});

describe('a batch callback', () => {
  it('observes several instruments, until it is removed', async () => {
    const provider = newProvider();
    const meter = provider.getMeter('shop');
    const list = [meter.createObservableGauge('x'), meter.createObservableCounter('y')] as const;
    const callback = vi.fn((result) => {
      for (const [i, one] of list.entries()) result.observe(one, i, { i });
    });
    meter.addBatchObservableCallback(callback, [...list]);
    meter.addBatchObservableCallback(callback, [...list, list[0]].reverse());
    expect(await readings(provider, 'x')).toEqual([[{ i: 0 }, 0]]);
    expect(readingsOf(provider.store.families(), 'y')).toEqual([[{ i: 1 }, 1]]);
    expect(callback).toHaveBeenCalledTimes(1);
    meter.removeBatchObservableCallback(callback, [list[1], list[0]]);
    expect(await readings(provider, 'x')).toEqual([]);
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('is another one for each list of instruments', async () => {
    const provider = newProvider();
    const meter = provider.getMeter('shop');
    const [x, y] = [meter.createObservableGauge('x'), meter.createObservableGauge('y')];
    const callback = vi.fn();
    meter.addBatchObservableCallback(callback, [x, y]);
    meter.addBatchObservableCallback(callback, [x]);
    meter.removeBatchObservableCallback(callback, [y]);
    await observe(provider);
    expect(callback).toHaveBeenCalledTimes(2);
    meter.removeBatchObservableCallback(callback, [x, y]);
    await observe(provider);
    expect(callback).toHaveBeenCalledTimes(3);
  });

  it('may name an instrument that was asked for again', async () => {
    const provider = newProvider();
    const meter = provider.getMeter('shop');
    meter.addBatchObservableCallback(
      (result) => result.observe(meter.createObservableGauge('x'), 3),
      [meter.createObservableGauge('x')],
    );
    expect(await readings(provider, 'x')).toEqual([[{}, 3]]);
  });

  it.each([
    ['an instrument outside its list', (one: Observable) => one],
    ['null', () => null],
    ['a lookalike', (one: Observable) => ({ ...one, addCallback() {}, removeCallback() {} })],
    ['a proxy that throws', () => new Proxy({}, { getPrototypeOf: thrower, get: thrower })],
  ])('that observes %s is counted, the rest is taken', async (_what, foreign) => {
    const provider = newProvider();
    const meter = provider.getMeter('shop');
    const own = meter.createObservableGauge('own');
    const outside = meter.createObservableGauge('outside');
    meter.addBatchObservableCallback(
      (result) => {
        result.observe(foreign(outside) as Observable, 1);
        result.observe(own, 2);
      },
      [own],
    );
    const faults = await faultsDuring(() => observe(provider));
    expect(faults).toEqual({ invalid_instrument: 1 });
    expect(readingsOf(provider.store.families(), 'own')).toEqual([[{}, 2]]);
    expect(readingsOf(provider.store.families(), 'outside')).toEqual([]);
  });

  it.each([
    ['null', null],
    ['nothing', undefined],
    ['an empty list', []],
    ['a list of nothing', [null, undefined, 7, {}]],
    ['a text', 'x'],
    ['a list that throws', new Proxy([], { get: thrower })],
  ])('for %s is counted', async (_what, list) => {
    const meter = newProvider().getMeter('shop');
    const faults = await faultsDuring(() => {
      meter.addBatchObservableCallback(() => {}, list as never);
      meter.removeBatchObservableCallback(() => {}, list as never);
    });
    expect(faults).toEqual({ invalid_instrument: 1 });
  });
});

/** Each fails in its own way; the cause under which that is counted. */
const FAILING: [how: string, callback: ObservableCallback, cause: string][] = [
  ['throws', () => thrower(), 'callback_error'],
  ['throws null', () => throwThis(null), 'callback_error'],
  ['throws what cannot be printed', () => throwThis(Object.create(null)), 'callback_error'],
  ['rejects', () => Promise.reject(new Error('x')), 'callback_error'],
  ['rejects with nothing', () => Promise.reject(), 'callback_error'],
  ['gives a hostile promise', () => thenable(thrower), 'callback_error'],
  ['never resolves', () => new Promise(() => {}), 'callback_timeout'],
  ['gives a promise that never calls back', () => thenable(() => {}), 'callback_timeout'],
];

describe.each(FAILING)('a callback that %s', (_how, callback, cause) => {
  function providerWith(failing: ObservableCallback): MeterProvider {
    const provider = newProvider();
    const meter = provider.getMeter('shop');
    meter.createObservableGauge('before').addCallback((result) => result.observe(1));
    meter.createObservableGauge('failing').addCallback(failing);
    meter.createObservableGauge('after').addCallback(async (result) => result.observe(2));
    return provider;
  }

  it('is counted and leaves the others exact, at each of 20 collections', async () => {
    const provider = providerWith(callback);
    for (let i = 0; i < 20; i++) {
      expect(await faultsDuring(() => observe(provider))).toEqual({ [cause]: 1 });
      const families = provider.store.families();
      expect(readingsOf(families, 'before')).toEqual([[{}, 1]]);
      expect(readingsOf(families, 'after')).toEqual([[{}, 2]]);
    }
  });

  it('keeps what it had observed before', async () => {
    const provider = providerWith((result) => {
      result.observe(5);
      return callback(result);
    });
    expect(await readings(provider, 'failing')).toEqual([[{}, 5]]);
  });
});

describe('a callback that hangs', () => {
  function hanging() {
    const provider = newProvider();
    const meter = provider.getMeter('shop');
    let end = () => {};
    const callback = vi.fn(async (result) => {
      await new Promise<void>((resolve) => {
        end = resolve;
      });
      result.observe(callback.mock.calls.length);
    });
    meter.createObservableGauge('x').addCallback(callback);
    return { provider, callback, end: () => end() };
  }

  it('is not started again until it has ended', async () => {
    const { provider, callback, end } = hanging();
    for (let i = 0; i < 3; i++) await observe(provider);
    expect(callback).toHaveBeenCalledTimes(1);
    end();
    await vi.advanceTimersByTimeAsync(0);
    await observe(provider);
    expect(callback).toHaveBeenCalledTimes(2);
  });

  it('holds up the collection in which it was started, and no later one', async () => {
    const { provider } = hanging();
    await observe(provider);
    let isOver = false;
    provider.observables.observe().then(() => {
      isOver = true;
    });
    await vi.advanceTimersByTimeAsync(0);
    expect(isOver).toBe(true);
  });

  it('observes nothing when its time is over', async () => {
    const { provider, end } = hanging();
    await observe(provider);
    end();
    await vi.advanceTimersByTimeAsync(0);
    expect(readingsOf(provider.store.families(), 'x')).toEqual([]);
  });

  it('cannot write into a later collection with the result it has kept', async () => {
    const provider = newProvider();
    const kept: Parameters<ObservableCallback>[0][] = [];
    provider
      .getMeter('shop')
      .createObservableGauge('x')
      .addCallback((result) => void kept.push(result));
    await observe(provider);
    kept[0]?.observe(1);
    expect(await readings(provider, 'x')).toEqual([]);
  });
});

describe('a value', () => {
  const REFUSED = [Number.NaN, Infinity, -Infinity];
  const KINDS = [
    ['createObservableCounter', [...REFUSED, -1], [0, 0.5, Number.MAX_VALUE]],
    ['createObservableUpDownCounter', REFUSED, [-1, 0.5]],
    ['createObservableGauge', [], [...REFUSED, -1]],
  ] as const;

  it.each(KINDS)('of %s is taken or counted', async (create, refused, taken) => {
    const provider = newProvider();
    const bad = [...refused, '1', 1n, null, undefined, {}, Symbol('1'), true];
    provider
      .getMeter('shop')
      [create]('x')
      .addCallback((result) => {
        for (const [i, value] of taken.entries()) result.observe(value, { i });
        for (const value of bad) result.observe(value as number, { i: 0 });
      });
    const faults = await faultsDuring(() => observe(provider));
    expect(faults).toEqual({ invalid_value: bad.length });
    expect(readingsOf(provider.store.families(), 'x')).toEqual(
      taken.map((value, i) => [{ i }, value]),
    );
  });

  it('that is observed twice is the last one', async () => {
    const provider = newProvider();
    provider
      .getMeter('shop')
      .createObservableCounter('x')
      .addCallback((result) => {
        result.observe(5, { a: 1 });
        result.observe(3, { a: 1 });
      });
    expect(await readings(provider, 'x')).toEqual([[{ a: 1 }, 3]]);
  });
});

describe('the limit of series', () => {
  const LIMIT = 10;

  function observing(
    kind: 'createObservableCounter' | 'createObservableUpDownCounter' | 'createObservableGauge',
  ) {
    const provider = newProvider(LIMIT);
    const observed = new Map<number, number>();
    provider
      .getMeter('shop')
      [kind]('x')
      .addCallback((result) => {
        for (const [id, value] of observed) result.observe(value, { id });
      });
    return { provider, observed };
  }

  it.each(['createObservableCounter', 'createObservableUpDownCounter'] as const)(
    'of %s keeps sums exact over collections with any series',
    async (kind) => {
      const collections = fc.array(fc.dictionary(fc.nat(25).map(String), fc.nat(1000)), {
        maxLength: 5,
      });
      await fc.assert(
        fc.asyncProperty(collections, async (rounds) => {
          const { provider, observed } = observing(kind);
          for (const round of rounds) {
            observed.clear();
            for (const [id, value] of Object.entries(round)) observed.set(Number(id), value);
            const series = await readings(provider, 'x');
            const sum = Object.values(round).reduce((total, value) => total + value, 0);
            expect(series.length).toBeLessThanOrEqual(LIMIT);
            expect(series.reduce((total, [, value]) => total + (value as number), 0)).toBe(sum);
          }
        }),
        { numRuns: 300 },
      );
    },
  );

  it('never diverts a series that is known and still observed', async () => {
    const { provider, observed } = observing('createObservableCounter');
    for (let id = 0; id < LIMIT - 1; id++) observed.set(id, id);
    const known = await readings(provider, 'x');
    for (let id = 100; id < 200; id++) observed.set(id, 1);
    for (let i = 0; i < 3; i++) {
      expect(await readings(provider, 'x')).toEqual([
        ...known,
        [{ 'otel.metric.overflow': true }, 100],
      ]);
    }
  });

  it('gives the place of a series that has gone to a new one', async () => {
    const { provider, observed } = observing('createObservableCounter');
    for (let id = 0; id < 2 * LIMIT; id++) observed.set(id, 1);
    await observe(provider);
    for (let id = 0; id < LIMIT; id++) observed.delete(id);
    await observe(provider);
    const series = await readings(provider, 'x');
    expect(series).toHaveLength(LIMIT);
    expect(series.map(([attributes]) => attributes)).toContainEqual({ id: LIMIT });
  });

  it('added what overflowed to a series that was known by its frozen object', async () => {
    const provider = newProvider(3);
    const sets = [0, 1, 2, 3].map((id) => Object.freeze({ id }));
    provider
      .getMeter('shop')
      .createObservableCounter('x')
      .addCallback((result) => {
        for (let i = 0; i < 300; i++) for (const own of sets.slice(0, 2)) result.observe(1, own);
        for (const own of [...sets, ...sets].slice(2)) result.observe(10, own);
      });
    for (let i = 0; i < 5; i++) {
      expect(await readings(provider, 'x')).toEqual([
        [{ id: 0 }, 10],
        [{ id: 1 }, 10],
        [{ 'otel.metric.overflow': true }, 40],
      ]);
    }
  });

  it('sums up what overflows of sets that are known by their frozen objects', async () => {
    const provider = newProvider(2);
    const sets = [0, 1, 2].map((id) => Object.freeze({ id }));
    provider
      .getMeter('shop')
      .createObservableCounter('x')
      .addCallback((result) => {
        for (const own of sets) result.observe(1, own);
      });
    for (let i = 0; i < 600; i++) {
      expect(await readings(provider, 'x')).toEqual([
        [{ id: 0 }, 1],
        [{ 'otel.metric.overflow': true }, 2],
      ]);
    }
  });

  it('of a gauge shows the last of those that found no place', async () => {
    const { provider, observed } = observing('createObservableGauge');
    for (let id = 0; id < 20; id++) observed.set(id, id);
    expect((await readings(provider, 'x')).at(-1)).toEqual([{ 'otel.metric.overflow': true }, 19]);
  });

  it('counts a callback that was added by two instruments of one name once', async () => {
    const provider = newProvider(2);
    const callback: ObservableCallback = (result) => {
      for (let id = 0; id < 5; id++) result.observe(1, { id });
    };
    for (let i = 0; i < 2; i++) {
      provider.getMeter('shop').createObservableCounter('x').addCallback(callback);
    }
    expect(await readings(provider, 'x')).toEqual([
      [{ id: 0 }, 1],
      [{ 'otel.metric.overflow': true }, 4],
    ]);
  });
});

describe('observing for a process that ends', () => {
  /** As it is at that moment, without a turn of the event loop. */
  function readingsNow(provider: MeterProvider, name = 'x') {
    provider.observables.observeNow();
    return readingsOf(provider.store.families(), name);
  }

  it('counts what a callback observes before it returns', () => {
    const provider = newProvider();
    const counter = provider.getMeter('shop').createObservableCounter('x');
    counter.addCallback((result) => result.observe(7, { a: 1 }));
    counter.addCallback(async (result) => {
      result.observe(8, { a: 2 });
      await undefined;
      result.observe(9, { a: 3 });
    });
    expect(readingsNow(provider)).toEqual([
      [{ a: 1 }, 7],
      [{ a: 2 }, 8],
    ]);
  });

  it('keeps what an asynchronous callback observed last', async () => {
    const provider = newProvider();
    let value = 0;
    provider
      .getMeter('shop')
      .createObservableCounter('x')
      .addCallback(async (result) => {
        await undefined;
        result.observe(++value);
      });
    await observe(provider);
    expect(readingsNow(provider)).toEqual([[{}, 1]]);
  });

  it('disturbs nobody where a callback throws or rejects', async () => {
    const provider = newProvider();
    const gauge = provider.getMeter('shop').createObservableGauge('x');
    gauge.addCallback(thrower);
    gauge.addCallback(async () => thrower());
    gauge.addCallback((result) => result.observe(7));
    const faults = await faultsDuring(() => expect(readingsNow(provider)).toEqual([[{}, 7]]));
    expect(faults).toEqual({ callback_error: 2 });
  });

  it('leaves out the rest after a second', () => {
    const provider = newProvider();
    const late = vi.fn();
    const gauge = provider.getMeter('shop').createObservableGauge('x');
    gauge.addCallback((result) => {
      result.observe(7);
      vi.advanceTimersByTime(1001);
    });
    gauge.addCallback(late);
    expect(readingsNow(provider)).toEqual([[{}, 7]]);
    expect(late).not.toHaveBeenCalled();
  });

  it('adds nothing up twice, in the overflow series neither', async () => {
    const provider = newProvider(2);
    provider
      .getMeter('shop')
      .createObservableCounter('x')
      .addCallback((result) => {
        for (let id = 0; id < 5; id++) result.observe(1, { id });
      });
    const expected = [
      [{ id: 0 }, 1],
      [{ 'otel.metric.overflow': true }, 4],
    ];
    expect(await readings(provider, 'x')).toEqual(expected);
    for (let i = 0; i < 2; i++) expect(readingsNow(provider)).toEqual(expected);
  });

  it('calls no callback that is at work, and says nothing of it', async () => {
    const provider = newProvider();
    const calls = vi.fn();
    let seen: unknown;
    const gauge = provider.getMeter('shop').createObservableGauge('x');
    gauge.addCallback((result) => {
      calls();
      result.observe(7);
      // As process.exit() here.
      seen = readingsNow(provider);
    });
    const faults = await faultsDuring(() => observe(provider));
    expect(seen).toEqual([[{}, 7]]);
    expect(calls).toHaveBeenCalledTimes(1);
    expect(faults).toEqual({});
  });

  it('takes no series from a round that is under way, nor does that take any from it', async () => {
    const provider = newProvider();
    const counter = provider.getMeter('shop').createObservableCounter('x');
    counter.addCallback((result) => result.observe(7, { is: 'at once' }));
    counter.addCallback(async (result) => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      result.observe(8, { is: 'later' });
    });
    const both = [
      [{ is: 'at once' }, 7],
      [{ is: 'later' }, 8],
    ];
    expect(await readings(provider, 'x')).toEqual(both);
    const round = provider.observables.observe();
    await vi.advanceTimersByTimeAsync(50);
    expect(readingsNow(provider)).toEqual(both);
    await vi.advanceTimersByTimeAsync(50);
    await round;
    expect(readingsOf(provider.store.families(), 'x')).toEqual(both);
  });
});

function thrower(): never {
  throw new Error('thrown by the app');
}

function throwThis(thrown: unknown): never {
  throw thrown;
}

function thenable(then: () => void): Promise<void> {
  return { then } as never;
}
