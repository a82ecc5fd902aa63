import { constants, PerformanceObserver } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { gcObserver } from '../../../../src/instrumentations/runtime/gc.ts';
import type { Distribution } from '../../../../src/store/family.ts';
import { type Observed, observed } from './observed.ts';

let collectGarbage: (options: { type: 'minor' | 'major' }) => void;
let gc: Observed;

beforeAll(() => {
  setFlagsFromString('--expose-gc');
  collectGarbage = runInNewContext('gc');
});
afterEach(() => gc.stop());

/** Durations of one kind in seconds, as a second observer gets them, until there are `enough`. */
async function durationsDuring(
  kind: number,
  enough: number,
  action: () => void,
): Promise<number[]> {
  const durations: number[] = [];
  const reference = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { detail } = entry as unknown as { detail: { kind: number } };
      if (detail.kind === kind) durations.push(entry.duration / 1000);
    }
  });
  reference.observe({ entryTypes: ['gc'] });
  action();
  while (durations.length < enough) await turn();
  reference.disconnect();
  return durations;
}

async function distributionOf(type: string): Promise<Distribution | undefined> {
  const series = await gc.series('v8js.gc.duration');
  return series.find(({ attributes }) => attributes['v8js.gc.type'] === type)?.distribution;
}

describe('garbage collections', () => {
  it.each([
    ['major', constants.NODE_PERFORMANCE_GC_MAJOR],
    ['minor', constants.NODE_PERFORMANCE_GC_MINOR],
  ] as const)('counts every %s collection, in seconds', async (type, kind) => {
    gc = observed(gcObserver);
    const durations = await durationsDuring(kind, 3, () => {
      for (let i = 0; i < 3; i++) collectGarbage({ type });
    });
    const distribution = await distributionOf(type);
    expect(distribution?.count).toBe(durations.length);
    expect(distribution?.sum).toBeCloseTo(
      durations.reduce((sum, each) => sum + each, 0),
      9,
    );
  });

  it('uses the buckets of the semantic conventions', async () => {
    gc = observed(gcObserver);
    expect((await distributionOf('major'))?.boundaries).toEqual([0.01, 0.1, 1, 10]);
  });

  it('counts nothing after its stop', async () => {
    gc = observed(gcObserver);
    gc.stop();
    await durationsDuring(constants.NODE_PERFORMANCE_GC_MAJOR, 1, () =>
      collectGarbage({ type: 'major' }),
    );
    expect((await distributionOf('major'))?.count).toBe(0);
  });
});
