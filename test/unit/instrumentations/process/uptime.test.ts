import { describe, expect, it } from 'vitest';
import { uptimeObserver } from '../../../../src/instrumentations/process/uptime.ts';
import { observed } from '../runtime/observed.ts';

const uptime = observed(uptimeObserver);

describe('uptime', () => {
  it('is in seconds since the start of the process', async () => {
    const before = process.uptime();
    const seconds = await uptime.value('process.uptime');
    expect(seconds).toBeGreaterThanOrEqual(before);
    expect(seconds).toBeLessThanOrEqual(process.uptime());
  });

  it('counts from a start time that stays', async () => {
    const start = await uptime.value('process.start_time');
    expect(start).toBeCloseTo(Date.now() / 1000 - process.uptime(), 1);
    const before = await uptime.value('process.uptime');
    while ((await uptime.value('process.uptime')) === before);
    expect(await uptime.value('process.start_time')).toBe(start);
  });
});
