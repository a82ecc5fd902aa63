import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { cpuObserver } from '../../../../src/instrumentations/process/cpu.ts';
import { block, type Observed, observed } from '../runtime/observed.ts';

const TIME = 'process.cpu.time';
const UTILIZATION = 'process.cpu.utilization';
const BUSY_MS = 300;

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
  it('is the used time by the elapsed time and the CPUs there are', async () => {
    cpu = observed(cpuObserver);
    await sumOf(UTILIZATION);
    const [used, began] = [process.cpuUsage(), performance.now()];
    block(BUSY_MS);
    const share = await sumOf(UTILIZATION);
    const { user, system } = process.cpuUsage(used);
    const elapsed = (performance.now() - began) * 1000;
    expect(share * availableParallelism()).toBeCloseTo((user + system) / elapsed, 1);
  });

  it('covers the time since the last collection only', async () => {
    cpu = observed(cpuObserver);
    block(BUSY_MS);
    const busy = await sumOf(UTILIZATION);
    await sleep(BUSY_MS);
    expect(await sumOf(UTILIZATION)).toBeLessThan(busy / 2);
  });

  it('gives a second reader milliseconds later the values of the first', async () => {
    cpu = observed(cpuObserver);
    await sleep(150);
    const first = await cpu.series(UTILIZATION);
    expect(await cpu.series(UTILIZATION)).toEqual(first);
  });
});
