import { Keyv } from 'keyv';
import { describe, expect, it } from 'vitest';
import { setLogLevel } from '../../../../src/foundation/log.ts';
import { cache } from '../../../../src/instruments/cache/cache.ts';
import { processMetrics } from '../../../../src/pipeline/process-metrics.ts';
import { faultsOf, measured } from '../measured.ts';
import { readsOf, sizeOf } from './readings.ts';

setLogLevel('none');

describe('a cache', () => {
  it('stands at 0 until it is read', () => {
    cache('c-new');
    expect(readsOf('c-new')).toEqual({ '*': [0, 0] });
  });

  it('counts hits and misses by pattern', () => {
    const users = cache('c-plain');
    users.hit();
    users.hit('user:*');
    users.miss('user:*');
    users.miss('user:*');
    expect(readsOf('c-plain')).toEqual({ '*': [1, 0], 'user:*': [1, 2] });
  });

  it('counts the whole key of somebody who gives that by its beginning', () => {
    const users = cache('c-keys-given');
    for (const key of [
      'user:17',
      'user/17',
      '17',
      'ada@example.org',
      'id17:x',
      'users',
      'v2:user:*',
    ]) {
      users.hit(key);
    }
    expect(readsOf('c-keys-given')).toEqual({
      ...{ '*': [3, 0], 'user:*': [1, 0], 'user/*': [1, 0] },
      ...{ users: [1, 0], 'v2:user:*': [1, 0] },
    });
  });

  it('has 50 patterns at most, and loses no read', () => {
    const users = cache('c-many');
    for (let one = 0; one < 200; one++) users.miss(`p${one}:*`);
    const reads = readsOf('c-many');
    expect(Object.keys(reads)).toHaveLength(51);
    expect(reads['*']).toEqual([0, 150]);
  });

  it.each([7, {}, null, Symbol('s')])(
    'drops a pattern that is no text, and counts that: %o',
    async (pattern) => {
      const users = cache('c-labels');
      expect(await faultsOf('invalid_label', () => users.hit(pattern as string))).toBe(1);
      expect(readsOf('c-labels')).toEqual({ '*': [0, 0] });
    },
  );

  it('is the same for the same name', () => {
    expect(cache('c-same')).toBe(cache('c-same'));
    expect(cache('c-same')).not.toBe(cache('c-other'));
  });

  it.each(['7', -1, Number.NaN, Number.POSITIVE_INFINITY])(
    'drops a size that is none, and counts that: %o',
    async (bytes) => {
      cache('c-size-wrong').size(5);
      const faults = await faultsOf('invalid_value', () =>
        cache('c-size-wrong').size(bytes as number),
      );
      expect(faults).toBe(1);
      expect(await sizeOf('c-size-wrong')).toBe(5);
    },
  );

  it('has both hits and misses at 0 after a reset, of each pattern that it had', () => {
    const users = cache('c-reset');
    users.miss('user:*');
    users.hit();
    const { provider, beginnings } = processMetrics();
    for (const _ of provider.store.endRecorded());
    for (const begin of beginnings) begin();
    expect(readsOf('c-reset')).toEqual({ '*': [0, 0], 'user:*': [0, 0] });
    users.hit('user:*');
    expect(readsOf('c-reset')['user:*']).toEqual([1, 0]);
  });

  it('is as large as was said last, also by another object of its name', async () => {
    expect(await sizeOf('c-size')).toBeUndefined();
    cache('c-size').size(100);
    cache('c-size').size(70);
    expect(await sizeOf('c-size')).toBe(70);
  });

  it.each([['', undefined, 7, null]])('has a name: %o', (name) => {
    expect(() => cache(name as string)).toThrow(/cache: the name has to be a text/);
  });
});

describe('a wrapped load', () => {
  it('reads through a store, and shares a load that is under way', async () => {
    const kept = new Map<string, { id: string }>();
    const loads: string[] = [];
    const find = cache('c-through').wrap(
      async (id: string) => {
        loads.push(id);
        return { id };
      },
      { store: kept },
    );
    const [one, same] = await Promise.all([find('user:1'), find('user:1')]);
    expect(one).toBe(same);
    expect(await find('user:1')).toBe(one);
    await find('17');
    expect(loads).toEqual(['user:1', '17']);
    expect(readsOf('c-through')).toEqual({ '*': [0, 1], 'user:*': [1, 2] });
    const loaded = measured('distributed_trace_duration').filter(
      ({ labels }) => labels.service === 'c-through',
    );
    expect(loaded).toMatchObject([
      { labels: { operation: 'load', status: 'success' }, distribution: { count: 2 } },
    ]);
  });

  it('passes on what a load throws, keeps nothing of it, and loads anew', async () => {
    const kept = new Map<string, number>();
    let isDown = true;
    const find = cache('c-failing').wrap(
      async (_key: string) => {
        if (isDown) throw new Error('down');
        return 7;
      },
      { store: kept, keyPattern: 'number' },
    );
    await expect(find('a')).rejects.toThrow('down');
    isDown = false;
    expect(await find('a')).toBe(7);
    expect(readsOf('c-failing')).toEqual({ '*': [0, 0], number: [0, 2] });
  });

  it('loads by itself for each who gives further arguments, since these may say for whom', async () => {
    const find = cache('c-for').wrap(async (key: string, user: string) => `${key} for ${user}`, {
      store: new Map(),
    });
    expect(await Promise.all([find('a', 'Ada'), find('a', 'Bob')])).toEqual([
      'a for Ada',
      'a for Bob',
    ]);
  });

  it('gives what was loaded where the store could not keep it', async () => {
    const store = {
      get: () => undefined,
      set: () => Promise.reject(new Error('the store is away')),
    };
    const find = cache('c-away').wrap(async (key: string) => key, { store });
    const faults = await faultsOf('observer_error', async () => {
      expect(await find('a')).toBe('a');
    });
    expect(faults).toBe(1);
  });

  it('is called on what it is called on', async () => {
    const shop = {
      name: 'shop',
      find: cache('c-this').wrap(
        function (this: { readonly name: string } | undefined, key: string) {
          return `${this?.name} ${key}`;
        } as (key: string) => string,
        { store: new Map() },
      ),
    };
    expect(await shop.find('a')).toBe('shop a');
  });

  it('counts a read once where its store is observed, by whatever cache', async () => {
    const store = new Map([['user:1', 'Ada']]);
    const find = cache('c-wraps').wrap(async (key: string) => key, { store });
    const observed = cache('c-observes').observe(store);
    await find('user:1');
    await find('user:2');
    expect(readsOf('c-wraps')).toEqual({ '*': [0, 0] });
    expect(readsOf('c-observes')['user:*']).toEqual([1, 1]);
    observed.stop();
    await find('user:1');
    expect(readsOf('c-wraps')['user:*']).toEqual([1, 0]);
    expect(readsOf('c-observes')['user:*']).toEqual([1, 1]);
  });

  it('does not keep what is nothing', async () => {
    const kept = new Map<string, string | undefined>();
    const find = cache('c-nothing').wrap((_key: string) => undefined as string | undefined, {
      store: kept,
    });
    expect(await find('a')).toBeUndefined();
    expect(kept.size).toBe(0);
  });

  it('passes on what a store throws when it is read', async () => {
    const error = new Error('no store');
    const store = {
      get() {
        throw error;
      },
      set() {},
    };
    const find = cache('c-no-store').wrap(async (key: string) => key, { store });
    await expect(find('a')).rejects.toBe(error);
  });

  it('reads through what answers later, with all arguments', async () => {
    const store = new Keyv<string>();
    const find = cache('c-later').wrap(
      async (key: string, greeting: string) => `${greeting} ${key}`,
      { store: { get: (key) => store.get(key), set: (key, value) => store.set(key, value) } },
    );
    expect(await find('user:1', 'Hello')).toBe('Hello user:1');
    expect(await find('user:1', 'Bye')).toBe('Hello user:1');
    expect(readsOf('c-later')['user:*']).toEqual([1, 1]);
  });

  it.each([
    ['no function', [7], 'what loads has to be a function'],
    ['options that are none', [() => 1, 7], 'the options are not an object'],
    ['a store that keeps nothing', [() => 1, { store: { get() {} } }], 'the methods get and set'],
    ['a pattern that is no text', [() => 1, { keyPattern: 7 }], 'keyPattern has to be a text'],
  ])('refuses %s', (_what, given, message) => {
    const wrap = cache('c-refused').wrap as (...args: unknown[]) => unknown;
    expect(() => wrap(...given)).toThrow(
      expect.objectContaining({
        code: 'ACME_METRICS_INVALID_INSTRUMENT',
        message: expect.stringContaining(message),
      }),
    );
  });

  it('without a store is the read itself, at once or later', async () => {
    const texts = new Map([['a', 'A']]);
    const read = cache('c-read').wrap((key: string) => texts.get(key));
    expect(read('a')).toBe('A');
    expect(read('b')).toBeUndefined();
    const later = cache('c-read').wrap(async (key: string) => texts.get(key) ?? null);
    expect(await later('a')).toBe('A');
    expect(await later('b')).toBeNull();
    const down = cache('c-read').wrap(async (_key: string) => Promise.reject(new Error('down')));
    await expect(down('a')).rejects.toThrow('down');
    expect(readsOf('c-read')).toEqual({ '*': [2, 2] });
  });
});
