import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { windowed } from '../../../src/instrumentations/window.ts';

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
      const read = windowed(() => {
        if (empty) return undefined;
        closed.push(performance.now());
        return closed.length;
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
  const read = windowed(() => ++windows);
  const answers = [0, 50, 50, 99, 100, 1000].map((waitMs) => {
    vi.advanceTimersByTime(waitMs);
    return read();
  });
  expect(answers).toEqual([1, 1, 2, 2, 3, 4]);
});
