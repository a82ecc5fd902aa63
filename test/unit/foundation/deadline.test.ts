import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { settlesWithin } from '../../../src/foundation/deadline.ts';

vi.mock(import('../../../src/foundation/timers.ts'), () => import('../../support/host-timers.ts'));

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function settling(milliseconds: number, settle: 'resolve' | 'reject'): Promise<void> {
  return new Promise((resolve, reject) => setTimeout({ resolve, reject }[settle], milliseconds));
}

describe('work', () => {
  it.each(['resolve', 'reject'] as const)('may %s in time', async (settle) => {
    const inTime = settlesWithin(settling(99, settle), 100);
    await vi.advanceTimersByTimeAsync(99);
    expect(await inTime).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each(['resolve', 'reject'] as const)('may %s too late: nobody hears of it', async (settle) => {
    const inTime = settlesWithin(settling(101, settle), 100);
    await vi.advanceTimersByTimeAsync(100);
    expect(await inTime).toBe(false);
    // A rejection that nobody takes would fail the test run.
    await vi.advanceTimersByTimeAsync(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});

it('does not keep a process alive that is done', () => {
  const url = new URL('../../../src/foundation/deadline.ts', import.meta.url).href;
  const script = `
    process.on('exit', () => console.log('ended by itself'));
    import('${url}').then(({ settlesWithin }) => settlesWithin(new Promise(() => {}), 1e8));
  `;
  const output = execFileSync(process.execPath, ['-e', script], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  expect(output).toBe('ended by itself\n');
});
