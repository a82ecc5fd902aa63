import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createOutput } from '../../../src/cli/output.ts';

const CLEAR = '\r\u001b[K';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function openOutput(isTTY: boolean) {
  const stdout = new PassThrough();
  const stderr = Object.assign(new PassThrough(), { isTTY });
  return {
    out: createOutput({ stdout, stderr }),
    /** What came to stderr since the last look. */
    said: () => String(stderr.read() ?? ''),
    written: () => String(stdout.read() ?? ''),
  };
}

function resolveAfter<T>(milliseconds: number, value: T): Promise<T> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(value), milliseconds);
  });
}

describe('during work', () => {
  it.each([
    ['on a terminal', true],
    ['elsewhere', false],
  ])('that is short nothing is said %s', async (_where, isTTY) => {
    const { out, said } = openOutput(isTTY);
    const worked = out.during('asks Prometheus', resolveAfter(999, 'done'));
    await vi.advanceTimersByTimeAsync(5000);
    expect(await worked).toBe('done');
    expect(said()).toBe('');
  });

  it('on a terminal a line counts seconds after the first, and goes', async () => {
    const { out, said, written } = openOutput(true);
    const worked = out.during('asks Prometheus', resolveAfter(2500, 'done'));
    await vi.advanceTimersByTimeAsync(999);
    expect(said()).toBe('');
    await vi.advanceTimersByTimeAsync(1);
    expect(said()).toBe(`${CLEAR}asks Prometheus … 1 s`);
    await vi.advanceTimersByTimeAsync(1000);
    expect(said()).toMatch(/ … 2 s$/);
    await vi.advanceTimersByTimeAsync(500);
    expect(await worked).toBe('done');
    expect(said().endsWith(`2 s${CLEAR}`)).toBe(true);
    await vi.advanceTimersByTimeAsync(5000);
    expect(said()).toBe('');
    expect(written()).toBe('');
  });

  it('elsewhere a plain line is said once', async () => {
    const { out, said, written } = openOutput(false);
    const worked = out.during('asks Prometheus', resolveAfter(5000, 'done'));
    await vi.advanceTimersByTimeAsync(1000);
    expect(said()).toBe('asks Prometheus …\n');
    await vi.advanceTimersByTimeAsync(4000);
    expect(await worked).toBe('done');
    expect(said()).toBe('');
    expect(written()).toBe('');
  });

  it('that fails the line goes, too', async () => {
    const { out, said } = openOutput(true);
    const work = resolveAfter(1100, undefined).then(() => Promise.reject(new Error('away')));
    const worked = expect(out.during('asks Prometheus', work)).rejects.toThrow('away');
    await vi.advanceTimersByTimeAsync(1100);
    await worked;
    expect(said().endsWith(CLEAR)).toBe(true);
    await vi.advanceTimersByTimeAsync(5000);
    expect(said()).toBe('');
  });
});
