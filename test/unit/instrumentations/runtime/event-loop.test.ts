import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startDelayMonitor } from '../../../../src/instrumentations/runtime/delay-monitor.ts';
import { eventLoopObserver } from '../../../../src/instrumentations/runtime/event-loop.ts';
import type { Observed } from './observed.ts';
import { block, observed } from './observed.ts';

const MAX = 'nodejs.eventloop.delay.max';
const P50 = 'nodejs.eventloop.delay.p50';
const UTILIZATION = 'nodejs.eventloop.utilization';
const TIME = 'nodejs.eventloop.time';

/** Longer than the shortest window, so that the next collection closes one. */
const WINDOW_MS = 150;
const STALL_MS = 300;
const STALL_S = STALL_MS / 1000;

let loop: Observed;
afterEach(() => loop.stop());

describe('event-loop delay', () => {
  it('shows a stall in its maximum, and no longer after the next window', async () => {
    loop = observed(eventLoopObserver);
    await sleep(WINDOW_MS);
    block(STALL_MS);
    await sleep(WINDOW_MS);
    expect(await loop.value(MAX)).toBeGreaterThanOrEqual(STALL_S);
    await sleep(WINDOW_MS);
    expect(await loop.value(MAX)).toBeLessThan(STALL_S);
  });

  it('shows a stall that begins in the turn of the collection, as writing a page does', async () => {
    loop = observed(eventLoopObserver);
    await sleep(WINDOW_MS);
    expect(await loop.value(MAX)).toBeLessThan(STALL_S);
    block(STALL_MS);
    await sleep(WINDOW_MS);
    expect(await loop.value(MAX)).toBeGreaterThanOrEqual(STALL_S);
  });

  it('gives a second reader milliseconds later the values of the first', async () => {
    loop = observed(eventLoopObserver);
    await sleep(WINDOW_MS);
    block(STALL_MS);
    await sleep(20);
    const first = await loop.value(MAX);
    expect(await loop.value(MAX)).toBe(first);
    expect(first).toBeGreaterThanOrEqual(STALL_S);
  });

  it('has its statistics in order, and a median that one stall does not move', async () => {
    loop = observed(eventLoopObserver);
    await sleep(2 * WINDOW_MS);
    block(STALL_MS);
    await sleep(20);
    const values: number[] = [];
    for (const statistic of ['min', 'p50', 'p90', 'p99', 'max']) {
      values.push(await loop.value(`nodejs.eventloop.delay.${statistic}`));
    }
    expect(values).toEqual(values.toSorted((one, other) => one - other));
    expect(values[1]).toBeLessThan(STALL_S);
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
    const medians: number[] = [];
    for (const eventLoopResolutionMs of [5, 40]) {
      loop = observed(eventLoopObserver, { eventLoopResolutionMs });
      await sleep(8 * eventLoopResolutionMs);
      medians.push(await loop.value(P50));
      loop.stop();
    }
    const [short, long] = medians;
    expect(short).toBeLessThan(0.036);
    expect(long).toBeGreaterThan(0.036);
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
    const busy = await loop.value(UTILIZATION);
    const idleBegins = performance.eventLoopUtilization();
    await sleep(WINDOW_MS);
    const idle = await loop.value(UTILIZATION);
    expect(busy).toBeGreaterThan(0.9);
    expect(busy).toBeLessThanOrEqual(1);
    expect(idle).toBeCloseTo(performance.eventLoopUtilization(idleBegins).utilization, 1);
  });

  it('gives a second reader milliseconds later the utilization of the first', async () => {
    loop = observed(eventLoopObserver);
    await sleep(WINDOW_MS);
    const first = await loop.value(UTILIZATION);
    expect(await loop.value(UTILIZATION)).toBe(first);
  });

  it('counts active and idle time in seconds', async () => {
    loop = observed(eventLoopObserver);
    const before = performance.eventLoopUtilization();
    const active = await loop.value(TIME, 'active');
    const idle = await loop.value(TIME, 'idle');
    expect(active).toBeGreaterThanOrEqual(before.active / 1000);
    expect(active - before.active / 1000).toBeLessThan(1);
    expect(idle).toBeGreaterThanOrEqual(before.idle / 1000);
    expect(active + idle).toBeLessThan(process.uptime());
    block(STALL_MS);
    expect(await loop.value(TIME, 'active')).toBeGreaterThanOrEqual(active + STALL_S);
  });
});
