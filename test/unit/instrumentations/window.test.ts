import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { windowed } from '../../../src/instrumentations/window.ts';
import { glancing } from '../../../src/pipeline/glance.ts';

vi.mock(import('../../../src/foundation/clock.ts'), () => import('../../support/host-clock.ts'));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

it('closes windows of 100 ms or more, and repeats the last answer in between', () => {
  const readings = fc.array(fc.record({ waitMs: fc.nat(250), empty: fc.boolean() }));
  fc.assert(
    fc.property(readings, (steps) => {
      const closed: number[] = [];
      let empty = false;
      const read = windowed({
        read: () => (empty ? undefined : closed.length + 1),
        restart: () => closed.push(performance.now()),
      });
      for (const step of steps) {
        vi.advanceTimersByTime(step.waitMs);
        empty = step.empty;
        expect(read()).toBe(closed.length === 0 ? undefined : closed.length);
      }
      for (const [index, at] of closed.entries()) {
        const before = closed[index - 1];
        if (before !== undefined) expect(at - before).toBeGreaterThanOrEqual(100);
      }
    }),
  );
});

it('closes each window that is long enough', () => {
  let windows = 0;
  const read = windowed({ read: () => windows + 1, restart: () => windows++ });
  const answers = [0, 50, 50, 99, 100, 1000].map((waitMs) => {
    vi.advanceTimersByTime(waitMs);
    return read();
  });
  expect(answers).toEqual([1, 1, 2, 2, 3, 4]);
});

describe('a glance', () => {
  /** How long the window is that each reader gets, at steps of a second. */
  async function lengthsFor(readers: readonly ('scrape' | 'look')[]) {
    let begun = performance.now();
    const read = windowed({
      read: () => Math.round((performance.now() - begun) / 1000),
      restart: () => {
        begun = performance.now();
      },
    });
    const lengths: (number | undefined)[] = [];
    for (const reader of readers) {
      vi.advanceTimersByTime(1000);
      lengths.push(reader === 'look' ? await glancing(async () => read()) : read());
    }
    return lengths;
  }

  it('leaves to a scrape all that came since the scrape before', async () => {
    const readers = ['scrape', 'scrape', 'look', 'scrape', 'look', 'look', 'scrape'] as const;
    expect(await lengthsFor(readers)).toEqual([1, 1, 1, 2, 1, 2, 3]);
  });

  it('ends windows where nobody scrapes', async () => {
    expect(await lengthsFor(['look', 'look', 'look'])).toEqual([1, 1, 1]);
    expect(await lengthsFor(['scrape', 'look', 'look'])).toEqual([1, 1, 1]);
    const noMore = ['scrape', 'look', 'scrape', 'look', 'look', 'look', 'look', 'look', 'look'];
    expect(await lengthsFor(noMore as ('scrape' | 'look')[])).toEqual([1, 1, 1, 1, 2, 3, 4, 5, 1]);
  });
});
