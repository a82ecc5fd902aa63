import { setImmediate as turn } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  followTimedCalls,
  isInTimedCall,
  keepTimedCall,
  runTimedCall,
} from '../../../src/pipeline/timed-call.ts';

const API = 'external_api_duration';
const DATABASE = 'database_query_duration';

describe('where nobody follows', () => {
  it('a call just runs, and callbacks stay the same functions', () => {
    const callback = () => {};
    expect(runTimedCall(API, () => isInTimedCall(API))).toBe(false);
    expect(keepTimedCall(callback)).toBe(callback);
  });
});

describe('where an observer follows', () => {
  beforeAll(() => followTimedCalls());

  it('what begins in a call is part of it, at once and later, for its family alone', async () => {
    const seen: boolean[] = [];
    await runTimedCall(API, async (ended) => {
      seen.push(isInTimedCall(API), isInTimedCall(DATABASE));
      await turn();
      seen.push(isInTimedCall(API), isInTimedCall(DATABASE));
      ended();
    });
    expect(seen).toEqual([true, false, true, false]);
    expect(isInTimedCall(API)).toBe(false);
  });

  it('calls of two families are in each other', () => {
    const seen = runTimedCall(API, () =>
      runTimedCall(DATABASE, () => [isInTimedCall(API), isInTimedCall(DATABASE)]),
    );
    expect(seen).toEqual([true, true]);
  });

  it('what a call leaves behind is not part of it any more', async () => {
    const { promise, resolve } = Promise.withResolvers<boolean[]>();
    runTimedCall(API, (outerEnded) => {
      runTimedCall(DATABASE, (ended) => {
        setImmediate(() => {
          const before = [isInTimedCall(API), isInTimedCall(DATABASE)];
          outerEnded();
          resolve([...before, isInTimedCall(API), isInTimedCall(DATABASE)]);
        });
        ended();
      });
    });
    expect(await promise).toEqual([true, false, false, false]);
  });

  it('a callback that another call runs is part of its own', () => {
    const ask = () => isInTimedCall(DATABASE);
    const outside = keepTimedCall(ask);
    const inside = runTimedCall(DATABASE, () => keepTimedCall(ask));
    expect([inside(), outside(), runTimedCall(DATABASE, () => outside())]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('a callback that is kept is called as it was', () => {
    const kept = keepTimedCall(function (this: unknown, ...args: unknown[]) {
      return [this, ...args];
    });
    const self = {};
    expect(kept.call(self, 1, 2)).toEqual([self, 1, 2]);
  });

  it('passes on what is returned and thrown', () => {
    expect(runTimedCall(API, () => 7)).toBe(7);
    const error = new Error('no');
    expect(() =>
      runTimedCall(API, () => {
        throw error;
      }),
    ).toThrow(error);
  });
});
