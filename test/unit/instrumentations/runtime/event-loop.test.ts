import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startDelayMonitor } from '../../../../src/instrumentations/runtime/delay-monitor.ts';
import { eventLoopObserver } from '../../../../src/instrumentations/runtime/event-loop.ts';
import { waitFor } from '../../../support/app-process.ts';
import { eventLoopUtilization } from '../../../support/host-clock.ts';
import type { Observed } from './observed.ts';
import { block, loopSampled, observed } from './observed.ts';

vi.mock(
  import('../../../../src/foundation/clock.ts'),
  () => import('../../../support/host-clock.ts'),
);

const MAX = 'nodejs.eventloop.delay.max';
const MEAN = 'nodejs.eventloop.delay.mean';
const P50 = 'nodejs.eventloop.delay.p50';
const UTILIZATION = 'nodejs.eventloop.utilization';
const TIME = 'nodejs.eventloop.time';

/** Longer than the shortest window, so that the next collection closes one. */
const WINDOW_MS = 150;
const STALL_MS = 300;
const STALL_S = STALL_MS / 1000;

let loop: Observed;
afterEach(() => {
  loop.stop();
  vi.useRealTimers();
});

/** The agent's clock stands, and with it the window: however slow the machine is, no time passes. */
function stopClock(): void {
  vi.useFakeTimers({ toFake: ['performance'] });
}

/** Collects until the value of a metric is accepted; there is none before the first sample. */
function collected(name: string, accept = (_value: number) => true): Promise<number> {
  return waitFor(
    async () => (await loop.series(name)).map(({ value }) => value).find(accept),
    () => `no value of ${name} was as expected`,
  );
}

describe('event-loop delay', () => {
  it('shows a stall in its maximum, and no longer after the next window', async () => {
    loop = observed(eventLoopObserver);
    await loopSampled(1, 10);
    block(STALL_MS);
    await loopSampled(1, 10);
    await collected(MAX, (max) => max >= STALL_S);
    await collected(MAX, (max) => max < STALL_S);
  });

  it('shows a stall that begins in the turn of the collection, as writing a page does', async () => {
    loop = observed(eventLoopObserver);
    await waitFor(
      async () => {
        const max = (await loop.series(MAX))[0]?.value;
        if (max === undefined || max >= STALL_S) return undefined;
        block(STALL_MS);
        return true;
      },
      () => 'no collection without a stall',
    );
    await collected(MAX, (max) => max >= STALL_S);
  });

  it('gives a second reader milliseconds later the values of the first', async () => {
    stopClock();
    loop = observed(eventLoopObserver);
    const first = await collected(MAX);
    block(STALL_MS);
    await loopSampled(2, 10);
    expect(await loop.value(MAX)).toBe(first);
  });

  it('has its statistics in order, and a median that one stall does not move', async () => {
    stopClock();
    loop = observed(eventLoopObserver);
    await loopSampled(20, 10);
    block(STALL_MS);
    await loopSampled(2, 10);
    const values: number[] = [];
    for (const statistic of ['min', 'p50', 'p90', 'p99', 'max']) {
      values.push(await loop.value(`nodejs.eventloop.delay.${statistic}`));
    }
    expect(values).toEqual(values.toSorted((one, other) => one - other));
    expect(values[1]).toBeLessThan(STALL_S);
    expect(values[4]).toBeGreaterThanOrEqual(STALL_S);
  });

  it('keeps no process alive', async () => {
    const monitor = startDelayMonitor(10);
    await vi.waitFor(() => expect(monitor.read()).toBeDefined(), 10_000);
    const alive = process.getActiveResourcesInfo();
    monitor.read();
    expect(process.getActiveResourcesInfo()).toEqual(alive);
    monitor.stop();
  });

  it('is absent until there is a sample', async () => {
    loop = observed(eventLoopObserver);
    expect(await loop.series(MAX)).toEqual([]);
  });

  it('is sampled at the configured interval, which is what an idle loop shows', async () => {
    const betweenMs = 36;
    loop = observed(eventLoopObserver, { eventLoopResolutionMs: 5 });
    await collected(P50, (median) => median < betweenMs / 1000);
    loop.stop();
    loop = observed(eventLoopObserver, { eventLoopResolutionMs: 40 });
    await loopSampled(8, 40);
    expect(await loop.value(MEAN)).toBeGreaterThan(betweenMs / 1000);
  });

  it('is sampled no longer after the stop', () => {
    const disable = vi.spyOn(Object.getPrototypeOf(monitorEventLoopDelay()), 'disable');
    loop = observed(eventLoopObserver);
    loop.stop();
    expect(disable).toHaveBeenCalledOnce();
    disable.mockRestore();
  });
});

describe('event-loop time and utilization', () => {
  it('tells a busy window from the idle one after it', async () => {
    loop = observed(eventLoopObserver);
    await loop.value(UTILIZATION);
    block(STALL_MS);
    const beforeFirst = eventLoopUtilization();
    const busy = await loop.value(UTILIZATION);
    const afterFirst = eventLoopUtilization();
    await waitFor(
      () => eventLoopUtilization(afterFirst).idle >= WINDOW_MS || undefined,
      () => 'the loop was never idle',
    );
    const beforeSecond = eventLoopUtilization();
    const idle = await loop.value(UTILIZATION);
    const widest = eventLoopUtilization(eventLoopUtilization(), beforeFirst);
    const narrowest = eventLoopUtilization(beforeSecond, afterFirst);
    expect(busy).toBeGreaterThan(0.9);
    expect(busy).toBeLessThanOrEqual(1);
    expect(idle).toBeGreaterThanOrEqual(narrowest.active / (narrowest.active + widest.idle));
    expect(idle).toBeLessThanOrEqual(widest.active / (widest.active + narrowest.idle));
  });

  it('gives a second reader milliseconds later the utilization of the first', async () => {
    stopClock();
    loop = observed(eventLoopObserver);
    const first = await collected(UTILIZATION);
    block(STALL_MS);
    await loopSampled(1, 10);
    expect(await loop.value(UTILIZATION)).toBe(first);
  });

  it('counts active and idle time in seconds', async () => {
    loop = observed(eventLoopObserver);
    const before = eventLoopUtilization();
    const active = await loop.value(TIME, 'active');
    const idle = await loop.value(TIME, 'idle');
    const after = eventLoopUtilization();
    expect(active).toBeGreaterThanOrEqual(before.active / 1000);
    expect(active).toBeLessThanOrEqual(after.active / 1000);
    expect(idle).toBeGreaterThanOrEqual(before.idle / 1000);
    expect(idle).toBeLessThanOrEqual(after.idle / 1000);
    block(STALL_MS);
    expect(await loop.value(TIME, 'active')).toBeGreaterThanOrEqual(active + STALL_S);
  });
});
