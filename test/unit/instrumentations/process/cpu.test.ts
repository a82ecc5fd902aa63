import { availableParallelism } from 'node:os';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cpuObserver } from '../../../../src/instrumentations/process/cpu.ts';
import { block, type Observed, observed } from '../runtime/observed.ts';

vi.mock(
  import('../../../../src/foundation/clock.ts'),
  () => import('../../../support/host-clock.ts'),
);

const TIME = 'process.cpu.time';
const UTILIZATION = 'process.cpu.utilization';
const BUSY_MS = 300;
/** A microsecond, far below what is measured. */
const ROUNDING_MS = 0.001;

let cpu: Observed;
afterEach(() => cpu.stop());

async function sumOf(name: string): Promise<number> {
  return (await cpu.series(name)).reduce((sum, { value }) => sum + value, 0);
}

describe('CPU time', () => {
  it.each([
    ['user', 'userCPUTime'],
    ['system', 'systemCPUTime'],
  ] as const)('of mode %s is what the system counts, in seconds', async (mode, field) => {
    cpu = observed(cpuObserver);
    const before = process.resourceUsage()[field] / 1e6;
    const seconds = await cpu.value(TIME, mode);
    const after = process.resourceUsage()[field] / 1e6;
    expect(seconds).toBeGreaterThanOrEqual(before);
    expect(seconds).toBeLessThanOrEqual(after);
  });

  it('never goes back', async () => {
    cpu = observed(cpuObserver);
    let before = await sumOf(TIME);
    for (let i = 0; i < 50; i++) {
      const now = await sumOf(TIME);
      expect(now).toBeGreaterThanOrEqual(before);
      before = now;
    }
  });
});

describe('CPU utilization', () => {
  // The clock goes on by the test's word only: shares are exact, however busy the machine is.
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is the time used since the last collection by the elapsed time and the CPUs there are', async () => {
    cpu = observed(cpuObserver);
    for (const [busyMs, elapsedMs] of [
      [BUSY_MS, 1000],
      [0, 500],
    ] as const) {
      const beforeFirst = usedMs();
      vi.advanceTimersByTime(1000);
      await sumOf(UTILIZATION);
      const afterFirst = usedMs();
      block(busyMs);
      vi.advanceTimersByTime(elapsedMs);
      const beforeSecond = usedMs();
      const used = (await sumOf(UTILIZATION)) * availableParallelism() * elapsedMs;
      expect(used).toBeGreaterThan(beforeSecond - afterFirst - ROUNDING_MS);
      expect(used).toBeLessThan(usedMs() - beforeFirst + ROUNDING_MS);
    }
  });

  it('gives a second reader milliseconds later the values of the first', async () => {
    cpu = observed(cpuObserver);
    vi.advanceTimersByTime(150);
    const first = await cpu.series(UTILIZATION);
    expect(first).not.toEqual([]);
    block(BUSY_MS);
    vi.advanceTimersByTime(99);
    expect(await cpu.series(UTILIZATION)).toEqual(first);
  });
});

function usedMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
