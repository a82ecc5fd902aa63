import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { setLogLevel } from '../../../../src/foundation/log.ts';
import { timer } from '../../../../src/instruments/declared/timer.ts';
import { measured, valuesOf } from '../measured.ts';

setLogLevel('none');

const sumOf = (name: string, status: string) =>
  measured(name).find(({ labels }) => labels.status === status)?.distribution?.sum ?? 0;

describe('a timer', () => {
  it('times what goes on side by side, each by itself', async () => {
    const jobs = timer('t_side_by_side', { labels: ['job'] });
    const lasting = Array.from({ length: 100 }, (_, job) => 20 + ((job * 37) % 100));
    const told = await Promise.all(
      lasting.map(async (milliseconds, job) => {
        const stop = jobs.start({ job });
        await sleep(milliseconds);
        return stop();
      }),
    );
    const recorded = measured('t_side_by_side').filter(({ labels }) => labels.status === 'success');
    expect(recorded).toHaveLength(100);
    for (const { labels, distribution } of recorded) {
      const job = Number(labels.job);
      expect(distribution).toMatchObject({ count: 1, sum: told[job] });
      // What was timed is never shorter than it was; a timer of Node may come a millisecond early.
      expect(told[job]).toBeGreaterThan(((lasting[job] ?? 0) - 2) / 1000);
    }
    // Mixed up they would be the same for all.
    expect(new Set(told).size).toBeGreaterThan(50);
  });

  it('keeps the labels it was started with, whatever becomes of their object', () => {
    const jobs = timer('t_shared', { labels: ['job'] });
    const labels = { job: 'a' };
    const first = jobs.start(labels);
    labels.job = 'b';
    const second = jobs.start(labels);
    labels.job = 'c';
    first();
    second();
    expect(valuesOf('t_shared')).toEqual({
      'job=a,status=success': 1,
      'job=b,status=success': 1,
    });
  });

  it('drops a timing whose labels cannot be read', () => {
    const jobs = timer('t_hostile', { labels: ['job'] });
    const labels = {
      get job(): string {
        throw new Error('no');
      },
    };
    expect(jobs.start(labels)()).toBeGreaterThanOrEqual(0);
    expect(jobs.time(() => 7, labels)).toBe(7);
    expect(jobs.remove(labels)).toBe(false);
    expect(valuesOf('t_hostile')).toEqual({});
  });

  it('counts the first end only', () => {
    const once = timer('t_once');
    const timing = once.start();
    const seconds = timing();
    expect([timing(), timing.fail()]).toEqual([seconds, seconds]);
    timing[Symbol.dispose]();
    expect(valuesOf('t_once')).toEqual({ 'status=success': 1, 'status=error': 0 });
  });

  it('ends with the block that uses it', () => {
    const blocks = timer('t_using');
    {
      using _timing = blocks.start();
    }
    {
      using timing = blocks.start();
      timing.fail();
    }
    expect(valuesOf('t_using')).toEqual({ 'status=success': 1, 'status=error': 1 });
  });

  it('passes on what a call answers, at once or later', async () => {
    const calls = timer('t_calls', { labels: ['way'] });
    const answer = { some: 'thing' };
    expect(calls.time(() => answer, { way: 'at once' })).toBe(answer);
    expect(await calls.time(async () => answer, { way: 'later' })).toBe(answer);
    expect(valuesOf('t_calls')).toEqual({
      'status=success,way=at once': 1,
      'status=success,way=later': 1,
    });
  });

  it('passes on what a call throws, as an error', async () => {
    const calls = timer('t_failing');
    const error = new Error('no');
    expect(() =>
      calls.time(() => {
        throw error;
      }),
    ).toThrow(error);
    await expect(calls.time(() => Promise.reject(error))).rejects.toBe(error);
    expect(valuesOf('t_failing')).toEqual({ 'status=success': 0, 'status=error': 2 });
  });

  it('times a promise to its end, and not to its making', async () => {
    const calls = timer('t_to_the_end');
    await calls.time(() => sleep(30));
    expect(sumOf('t_to_the_end', 'success')).toBeGreaterThan(0.028);
  });

  it('awaits a query that begins when it is awaited once', async () => {
    const calls = timer('t_lazy');
    let begun = 0;
    const query = {
      // biome-ignore lint/suspicious/noThenProperty: as builders of queries are.
      then(fulfilled: (rows: string[]) => void) {
        begun++;
        fulfilled(['row']);
      },
    } as unknown as PromiseLike<string[]>;
    expect(await calls.time(() => query)).toEqual(['row']);
    expect(begun).toBe(1);
    expect(valuesOf('t_lazy')).toEqual({ 'status=success': 1, 'status=error': 0 });
  });

  it('ends both series of a label set', () => {
    const jobs = timer('t_removed', { labels: ['job'] });
    jobs.start({ job: 'a' })();
    jobs.start({ job: 'b' })();
    expect(jobs.remove({ job: 'a' })).toBe(true);
    expect(jobs.remove({ job: 'a' })).toBe(false);
    expect(valuesOf('t_removed')).toEqual({ 'job=b,status=success': 1 });
  });
});
