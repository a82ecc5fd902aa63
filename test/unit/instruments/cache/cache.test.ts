import { Keyv } from 'keyv';
import { LRUCache } from 'lru-cache';
import { describe, expect, it } from 'vitest';
import { setLogLevel } from '../../../../src/foundation/log.ts';
import { cache } from '../../../../src/instruments/cache/cache.ts';
import { processMetrics } from '../../../../src/pipeline/process-metrics.ts';
import { faultsOf, measured } from '../measured.ts';

setLogLevel('none');

/** Hits and misses of a cache by key pattern: `[hits, misses]`. */
function readsOf(name: string): Record<string, [hits: number, misses: number]> {
  const found: Record<string, [number, number]> = {};
  for (const [at, metric] of ['cache_hits', 'cache_misses'].entries()) {
    for (const { labels, value } of measured(metric)) {
      if (labels.cache_name !== name) continue;
      const reads = found[String(labels.key_pattern)] ?? [0, 0];
      reads[at] = value;
      found[String(labels.key_pattern)] = reads;
    }
  }
  return found;
}

async function sizeOf(name: string): Promise<number | undefined> {
  await processMetrics().provider.observables.observe();
  return measured('cache_size').find(({ labels }) => labels.cache_name === name)?.value;
}

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

  it('does not keep what is nothing', async () => {
    const kept = new Map<string, string | undefined>();
    const find = cache('c-nothing').wrap((_key: string) => undefined as string | undefined, {
      store: kept,
    });
    expect(await find('a')).toBeUndefined();
    expect(kept.size).toBe(0);
  });

  it('without a store is the read itself, at once or later', async () => {
    const texts = new Map([['a', 'A']]);
    const read = cache('c-read').wrap((key: string) => texts.get(key));
    expect(read('a')).toBe('A');
    expect(read('b')).toBeUndefined();
    const later = cache('c-read').wrap(async (key: string) => texts.get(key) ?? null);
    expect(await later('a')).toBe('A');
    expect(await later('b')).toBeNull();
    expect(readsOf('c-read')).toEqual({ '*': [2, 2] });
  });
});

describe('an observed cache', () => {
  it('counts what a Map finds', () => {
    const map = new Map<string, number | null>([
      ['user:1', 1],
      ['user:2', null],
    ]);
    const observed = cache('c-map').observe(map);
    expect([map.get('user:1'), map.get('user:2'), map.get('other')]).toEqual([1, null, undefined]);
    expect(readsOf('c-map')).toEqual({ '*': [0, 1], 'user:*': [1, 1] });
    observed.stop();
    map.get('user:1');
    expect(readsOf('c-map')['user:*']).toEqual([1, 1]);
    expect(Object.keys(map)).toEqual([]);
    expect(map.get).toBe(Map.prototype.get);
  });

  it('counts once where it is observed twice', () => {
    const map = new Map([['a', 1]]);
    cache('c-twice').observe(map);
    cache('c-twice').observe(map);
    map.get('a');
    expect(readsOf('c-twice')).toEqual({ '*': [1, 0] });
  });

  it('is counted in the ways of lru-cache, and as large as that says', async () => {
    const lru = new LRUCache<string, string>({
      ...{ max: 10, maxSize: 1000, sizeCalculation: (value) => value.length },
      fetchMethod: async (key) => (key === 'gone' ? undefined : `fetched ${key}`),
      memoMethod: (key) => `memo ${key}`,
    });
    cache('c-lru').observe(lru);
    lru.set('user:1', 'Ada');
    expect(lru.get('user:1')).toBe('Ada');
    expect(lru.get('user:2')).toBeUndefined();
    expect(await lru.fetch('user:1')).toBe('Ada');
    expect(await lru.fetch('user:3')).toBe('fetched user:3');
    expect(lru.memo('m:1')).toBe('memo m:1');
    expect(lru.memo('m:1')).toBe('memo m:1');
    lru.peek('user:1');
    lru.has('user:9');
    expect(readsOf('c-lru')).toEqual({ '*': [0, 0], 'user:*': [2, 2], 'm:*': [1, 1] });
    expect(await sizeOf('c-lru')).toBe(lru.calculatedSize);
  });

  it('has no size where lru-cache counts none', async () => {
    const lru = new LRUCache<string, string>({ max: 10 });
    cache('c-lru-bare').observe(lru);
    lru.set('a', 'A');
    expect(await sizeOf('c-lru-bare')).toBeUndefined();
  });

  it('counts what keyv finds, one by one and in lists', async () => {
    const keyv = new Keyv();
    cache('c-keyv').observe(keyv);
    await keyv.set('user:1', 'Ada');
    expect(await keyv.get('user:1')).toBe('Ada');
    expect(await keyv.get('user:2')).toBeUndefined();
    expect(await keyv.getMany(['user:1', 'x'])).toEqual(['Ada', undefined]);
    expect(readsOf('c-keyv')).toEqual({ '*': [0, 1], 'user:*': [2, 1] });
  });

  it('passes on what a read throws, and counts nothing for it', async () => {
    const error = new Error('down');
    const bad = {
      get: (later: boolean) => {
        if (later) return Promise.reject(error);
        throw error;
      },
    };
    cache('c-bad').observe(bad);
    expect(() => bad.get(false)).toThrow(error);
    await expect(bad.get(true)).rejects.toBe(error);
    expect(readsOf('c-bad')).toEqual({ '*': [0, 0] });
  });

  it('never makes a series of each key', () => {
    const map = new Map<string, number>();
    cache('c-keys').observe(map);
    for (let one = 0; one < 500; one++) {
      map.get(`id${one}:x`);
      map.get(
        `${'abcdefghij'[one % 10]}${'klmnopqrst'[Math.floor(one / 10) % 10]}x${'uvwxy'[one % 5]}:1`,
      );
    }
    expect(Object.keys(readsOf('c-keys')).length).toBeLessThanOrEqual(51);
  });

  it.each([null, undefined, 'text', {}, { get: 7 }, Object.freeze({ get() {} })])(
    'has a method get that can be replaced: %o',
    (target) => {
      expect(() => cache('c-none').observe(target as never)).toThrow(
        expect.objectContaining({ code: 'ACME_METRICS_INVALID_INSTRUMENT' }),
      );
    },
  );

  it('is not disturbed by labels that are refused', async () => {
    const map = new Map([['a', 1]]);
    const users = cache('c-labels');
    const faults = await faultsOf('invalid_label', () => users.hit({} as unknown as string));
    expect(faults).toBe(1);
    expect(map.get('a')).toBe(1);
  });
});
