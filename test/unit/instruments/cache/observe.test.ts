import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { Keyv } from 'keyv';
import { LRUCache } from 'lru-cache';
import { describe, expect, it } from 'vitest';
import { setLogLevel } from '../../../../src/foundation/log.ts';
import { cache } from '../../../../src/instruments/cache/cache.ts';
import { type Reads, readsOf, sizeOf } from './readings.ts';

setLogLevel('none');

type Action = 'get' | 'memo' | 'set' | 'delete' | 'has' | 'peek';

function act(lru: LRUCache<string, string>, action: Action, key: string): unknown {
  return action === 'set' ? lru.set(key, 'x').size : lru[action](key);
}

describe('an observed cache', () => {
  it('counts what a Map finds', () => {
    const map = new Map<string, number | null>([
      ['user:1', 1],
      ['user:2', null],
    ]);
    const observed = cache('c-map').observe(map);
    expect([map.get('user:1'), map.get('user:2'), map.get('other')]).toEqual([1, null, undefined]);
    // What a Map has is found there, also where it is null.
    expect(readsOf('c-map')).toEqual({ '*': [0, 1], 'user:*': [2, 0] });
    observed.stop();
    map.get('user:1');
    expect(readsOf('c-map')['user:*']).toEqual([2, 0]);
    expect(Object.keys(map)).toEqual([]);
    expect(map.get).toBe(Map.prototype.get);
  });

  it('gives back the very thing that is kept, and runs no query that is', () => {
    const promise = Promise.resolve(1);
    const refused = Promise.reject(new Error('handled before'));
    refused.catch(() => {});
    let runs = 0;
    // biome-ignore lint/suspicious/noThenProperty: as builders of queries are.
    const query = { then: () => void runs++ };
    const kept: [string, object][] = [
      ['promise', promise],
      ['refused', refused],
      ['query', query],
    ];
    const map = new Map<string, object>(kept);
    const lru = new LRUCache<string, object>({ max: 10 });
    for (const [key, value] of kept) lru.set(key, value);
    cache('c-kept').observe(map);
    cache('c-kept').observe(lru);
    for (const [key, value] of kept) {
      expect(map.get(key)).toBe(value);
      expect(lru.get(key)).toBe(value);
    }
    expect(runs).toBe(0);
    expect(readsOf('c-kept')).toEqual({ '*': [6, 0] });
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
});

describe('an observed object stays what it was', () => {
  it('answers as before, whatever is done, and each read is counted once', () => {
    const patterns = { 'a:1': 'a:*', 'a:2': 'a:*', 'b:1': 'b:*', c: '*' };
    const keys = Object.keys(patterns) as (keyof typeof patterns)[];
    const step = fc.record({
      key: fc.constantFrom(...keys),
      action: fc.constantFrom('get', 'memo', 'set', 'delete', 'has', 'peek'),
    });
    const make = () => new LRUCache<string, string>({ max: 3, memoMethod: (key) => `memo ${key}` });
    let run = 0;
    const follow = (steps: readonly { key: keyof typeof patterns; action: Action }[]) => {
      const name = `c-model ${++run}`;
      const [plain, watched] = [make(), make()];
      cache(name).observe(watched);
      const ledger: Record<string, Reads> = { '*': [0, 0] };
      for (const { key, action } of steps) {
        const isThere = plain.has(key);
        expect(act(watched, action, key)).toBe(act(plain, action, key));
        if (action !== 'get' && action !== 'memo') continue;
        const reads = ledger[patterns[key]] ?? [0, 0];
        reads[isThere ? 0 : 1]++;
        ledger[patterns[key]] = reads;
      }
      expect([...watched.entries()]).toEqual([...plain.entries()]);
      expect(readsOf(name)).toEqual(ledger);
    };
    fc.assert(fc.property(fc.array(step, { maxLength: 60 }), follow), { numRuns: 50 });
  });

  it('its methods have their names, and are on no list of its keys', () => {
    const map = new Map();
    cache('c-shape').observe(map);
    expect([map.get.name, map.get.length, Object.keys(map)]).toEqual(['get', 1, []]);
  });

  it('its rejections are as unhandled as before', async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    const listeners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', note);
    const error = new Error('down');
    // As clients of Redis: with a callback, the promise that they answer is taken care of.
    const client = {
      get(_key: string, called?: (error: unknown) => void) {
        const answer = Promise.reject(error);
        if (called !== undefined) answer.catch(called);
        return answer;
      },
    };
    cache('c-unhandled').observe(client);
    await new Promise((resolve) => client.get('a', resolve));
    await new Promise(setImmediate);
    expect(unhandled).toEqual([]);
    void client.get('a');
    await new Promise(setImmediate);
    expect(unhandled).toEqual([error]);
    process.removeAllListeners('unhandledRejection');
    for (const listener of listeners) process.on('unhandledRejection', listener);
  });

  it('where not all of its methods can be replaced, none is', () => {
    const target = { get: () => 1 };
    Object.defineProperty(target, 'hget', { value: () => 1 });
    const { get } = target;
    expect(() => cache('c-fixed').observe(target)).toThrow(/whose methods are fixed/);
    expect(target.get).toBe(get);
  });

  it('is not counted after the end, also where somebody has wrapped it once more', () => {
    const map = new Map([['a', 1]]);
    const observed = cache('c-wrapped').observe(map);
    const ours = map.get;
    map.get = function (key) {
      return ours.call(this, key);
    };
    observed.stop();
    expect(map.get('a')).toBe(1);
    expect(readsOf('c-wrapped')).toEqual({ '*': [0, 0] });
    const again = cache('c-wrapped').observe(map);
    observed.stop();
    expect(cache('c-wrapped').observe(map)).toBe(again);
    expect(map.get('a')).toBe(1);
    expect(readsOf('c-wrapped')).toEqual({ '*': [1, 0] });
  });

  it('stays with the cache that it counts for', () => {
    const map = new Map([['a', 1]]);
    const first = cache('c-first').observe(map);
    expect(cache('c-second').observe(map)).toBe(first);
    map.get('a');
    expect([readsOf('c-first'), readsOf('c-second')]).toEqual([{ '*': [1, 0] }, { '*': [0, 0] }]);
  });
});

describe('reads within reads', () => {
  it('of one lru-cache, a memo that asks for another one counts both', () => {
    const sums: LRUCache<string, number> = new LRUCache<string, number>({
      max: 10,
      memoMethod: (key) => (key === 'n:0' ? 0 : 1 + sums.memo(`n:${Number(key.slice(2)) - 1}`)),
    });
    cache('c-recursive').observe(sums);
    expect(sums.memo('n:3')).toBe(3);
    expect(sums.memo('n:4')).toBe(4);
    expect(readsOf('c-recursive')['n:*']).toEqual([1, 5]);
  });

  it('of one cache behind another count in both', async () => {
    const behind = new Map([['a', 'A']]);
    const front = new LRUCache<string, string>({
      max: 10,
      fetchMethod: (key) => behind.get(key),
      memoMethod: (key) => behind.get(key) ?? '',
    });
    cache('c-front').observe(front);
    cache('c-behind').observe(behind);
    expect(await front.fetch('a')).toBe('A');
    expect(front.memo('b')).toBe('');
    expect(await front.forceFetch('a')).toBe('A');
    expect(await front.fetch('a', { forceRefresh: true })).toBe('A');
    expect(readsOf('c-front')).toEqual({ '*': [1, 3] });
    expect(readsOf('c-behind')).toEqual({ '*': [2, 1] });
  });
});

describe('a key that is a list', () => {
  it('is one key of a Map', () => {
    const key = ['a', 'b'];
    const map = new Map([[key, 1]]);
    cache('c-list').observe(map);
    map.get(key);
    map.get(['a', 'b']);
    expect(readsOf('c-list')).toEqual({ '*': [1, 1] });
  });

  it('is several of keyv, once each, also raw', async () => {
    const keyv = new Keyv();
    cache('c-keyv-lists').observe(keyv);
    await keyv.set('a:1', null);
    expect(await keyv.get(['a:1', 'a:2'])).toEqual([null, undefined]);
    expect(await keyv.getRaw('a:1')).toMatchObject({ value: null });
    expect(await keyv.getManyRaw(['a:1', 'b:1'])).toMatchObject([{ value: null }, undefined]);
    expect(readsOf('c-keyv-lists')).toEqual({ '*': [0, 0], 'a:*': [3, 1], 'b:*': [0, 1] });
  });
});

describe('the size of observed caches', () => {
  const large = (text: string) => {
    const lru = new LRUCache<string, string>({
      ...{ maxSize: 1000, sizeCalculation: (value) => value.length },
    });
    lru.set('a', text);
    return lru;
  };

  it('adds up under one name, and what the app says comes before it', async () => {
    const [one, two] = [large('xxxx'), large('xx')];
    const observed = cache('c-sum').observe(one);
    cache('c-sum').observe(two);
    expect(await sizeOf('c-sum')).toBe(6);
    observed.stop();
    expect(await sizeOf('c-sum')).toBe(2);
    cache('c-sum').size(100);
    expect(await sizeOf('c-sum')).toBe(100);
  });

  it('ends with the cache, which nothing of ours keeps', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage: () => void = runInNewContext('gc');
    (() => void cache('c-dropped').observe(large('xxxx')))();
    expect(await sizeOf('c-dropped')).toBe(4);
    await new Promise(setImmediate);
    collectGarbage();
    expect(await sizeOf('c-dropped')).toBeUndefined();
  });
});
