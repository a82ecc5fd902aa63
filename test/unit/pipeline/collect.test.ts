import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setLogLevel } from '../../../src/foundation/log.ts';
import { createCollect, createCollectNow, storeSource } from '../../../src/pipeline/collect.ts';
import type { Collect, Source } from '../../../src/pipeline/collection.ts';
import type { Family } from '../../../src/store/family.ts';
import { faultsDuring, newProvider, readingsOf } from './readings.ts';

vi.mock(import('../../../src/foundation/clock.ts'), () => import('../../support/host-clock.ts'));
vi.mock(import('../../../src/foundation/timers.ts'), () => import('../../support/host-timers.ts'));

setLogLevel('none');
const RESOURCE = { 'service.name': 'shop' };
/** What is said and counted of a source that is late. */
const LATE = ['bad: Error: took over 2000 ms', 'callback_timeout'] as const;

/** A source whose single family has the source's name. */
function source(name: string, collect?: Source['collect']): Source {
  const provider = newProvider();
  provider.getMeter('test').createCounter(name).add(1);
  return { name, collect: collect ?? storeSource(provider).collect };
}

async function namesIn(collect: Collect): Promise<string[]> {
  return (await collect()).families.map(({ descriptor }) => descriptor.name);
}

describe('a collection', () => {
  it('holds resource, time and the families of all sources, in their order', async () => {
    vi.useFakeTimers({ now: 1234 });
    const collection = await createCollect([source('a'), source('b')], RESOURCE)();
    vi.useRealTimers();
    expect(collection).toMatchObject({ resource: RESOURCE, timeMs: 1234, errors: [] });
    expect(collection.families.map(({ descriptor }) => descriptor.name)).toEqual(['a', 'b']);
  });

  it('asks the observable instruments first', async () => {
    const provider = newProvider();
    const gauge = provider.getMeter('test').createObservableGauge('x');
    gauge.addCallback(async (result) => result.observe(7));
    const { families } = await createCollect([storeSource(provider)], RESOURCE)();
    expect(readingsOf(families, 'x')).toEqual([[{}, 7]]);
  });

  it('is shared by all who ask while it is made; callbacks run once', async () => {
    const provider = newProvider();
    const callback = vi.fn();
    provider.getMeter('test').createObservableGauge('x').addCallback(callback);
    const collect = createCollect([storeSource(provider)], RESOURCE);
    const waves = 3;
    for (let wave = 1; wave <= waves; wave++) {
      const all = await Promise.all(Array.from({ length: 50 }, collect));
      expect(new Set(all).size).toBe(1);
      expect(callback).toHaveBeenCalledTimes(wave);
    }
  });

  it('is shared by a callback that asks for it, which then cannot finish in time', async () => {
    const provider = newProvider();
    const meter = provider.getMeter('test');
    const collect = createCollect([storeSource(provider)], RESOURCE);
    const asking = vi.fn(() => collect().then(() => {}));
    const other = vi.fn((result) => result.observe(7));
    meter.createObservableGauge('asking').addCallback(asking);
    meter.createObservableGauge('other').addCallback(other);
    const faults = await faultsDuring(async () => {
      expect(readingsOf((await collect()).families, 'other')).toEqual([[{}, 7]]);
    });
    expect(faults).toEqual({ callback_timeout: 1 });
    expect([asking, other].map((callback) => callback.mock.calls.length)).toEqual([1, 1]);
  });

  it('is shared by a callback that asks for it and does not wait', async () => {
    const provider = newProvider();
    const meter = provider.getMeter('test');
    const collect = createCollect([storeSource(provider)], RESOURCE);
    const asking = vi.fn((result) => {
      void collect();
      result.observe(1);
    });
    const other = vi.fn((result) => result.observe(7));
    meter.createObservableGauge('asking').addCallback(asking);
    meter.createObservableGauge('other').addCallback(other);
    const faults = await faultsDuring(async () => {
      const { families } = await collect();
      expect(readingsOf(families, 'asking')).toEqual([[{}, 1]]);
      expect(readingsOf(families, 'other')).toEqual([[{}, 7]]);
    });
    expect(faults).toEqual({});
    expect([asking, other].map((callback) => callback.mock.calls.length)).toEqual([1, 1]);
  });
});

describe('a source that fails', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    ['throws', () => fail(), 'bad: Error: no', 'callback_error'],
    ['rejects', () => Promise.reject(new Error('no')), 'bad: Error: no', 'callback_error'],
    ['rejects with nothing', () => Promise.reject(), 'bad: undefined', 'callback_error'],
    ['never answers', () => new Promise<never>(() => {}), ...LATE],
    ['answers too late', () => later(2001), ...LATE],
    ['rejects too late', () => later(2001).then(fail), ...LATE],
  ] as const)(
    'because it %s is left out, named and counted',
    async (_how, collectBad, error, cause) => {
      const collect = createCollect(
        [source('a'), source('bad', collectBad), source('b')],
        RESOURCE,
      );
      for (let i = 0; i < 2; i++) {
        const faults = await faultsDuring(async () => {
          const collection = collect();
          await vi.advanceTimersByTimeAsync(2000);
          expect((await collection).errors).toEqual([error]);
          expect((await collection).families.map(({ descriptor }) => descriptor.name)).toEqual([
            'a',
            'b',
          ]);
        });
        expect(faults).toEqual({ [cause]: 1 });
      }
      await vi.advanceTimersByTimeAsync(1);
    },
  );

  it('may take two seconds', async () => {
    const slow: Source['collect'] = async () => {
      await later(1999);
      return source('slow').collect();
    };
    const names = namesIn(createCollect([source('slow', slow)], RESOURCE));
    await vi.advanceTimersByTimeAsync(1999);
    expect(await names).toEqual(['slow']);
  });
});

describe('a collection without waiting', () => {
  it('holds what all sources know at once, at its own time', () => {
    vi.useFakeTimers({ now: 1234 });
    const provider = newProvider();
    const gauge = provider.getMeter('test').createObservableGauge('x');
    gauge.addCallback((result) => result.observe(7));
    const late: Source = { name: 'late', collect: () => Promise.resolve([]) };
    const sources = [storeSource(provider), late, { ...late, collectNow: familiesOf('a') }];
    const { families, ...rest } = createCollectNow(sources, RESOURCE)();
    vi.useRealTimers();
    expect(rest).toEqual({ resource: RESOURCE, timeMs: 1234, errors: [] });
    expect(families.map(({ descriptor }) => descriptor.name)).toEqual(['x', 'a']);
    expect(readingsOf(families, 'x')).toEqual([[{}, 7]]);
  });

  it('leaves out and counts a source that throws', async () => {
    const bad: Source = { ...source('bad'), collectNow: fail };
    const good: Source = { ...source('good'), collectNow: familiesOf('good') };
    const faults = await faultsDuring(() => {
      const { families } = createCollectNow([bad, good], RESOURCE)();
      expect(families.map(({ descriptor }) => descriptor.name)).toEqual(['good']);
    });
    expect(faults).toEqual({ callback_error: 1 });
  });

  it('is made beside one that waits, and leaves that as it is', async () => {
    const provider = newProvider();
    const meter = provider.getMeter('test');
    let release = () => {};
    meter.createObservableGauge('slow').addCallback(async (result) => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      result.observe(1);
    });
    meter.createObservableGauge('x').addCallback((result) => result.observe(7));
    const sources = [storeSource(provider)];
    const waiting = createCollect(sources, RESOURCE)();
    await Promise.resolve();
    const { families } = createCollectNow(sources, RESOURCE)();
    expect(readingsOf(families, 'x')).toEqual([[{}, 7]]);
    release();
    const { families: later } = await waiting;
    expect([...readingsOf(later, 'x'), ...readingsOf(later, 'slow')]).toEqual([
      [{}, 7],
      [{}, 1],
    ]);
  });
});

function familiesOf(name: string): () => readonly Family[] {
  const provider = newProvider();
  provider.getMeter('test').createCounter(name).add(1);
  return () => provider.store.families();
}

function later(milliseconds: number): Promise<never[]> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, []));
}

function fail(): never {
  throw new Error('no');
}
