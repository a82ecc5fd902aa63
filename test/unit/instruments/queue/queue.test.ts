import PQueue from 'p-queue';
import { describe, expect, it } from 'vitest';
import { setLogLevel } from '../../../../src/foundation/log.ts';
import { queue } from '../../../../src/instruments/queue/queue.ts';
import { processMetrics } from '../../../../src/pipeline/process-metrics.ts';
import { faultsOf, measured } from '../measured.ts';

setLogLevel('none');

/** Values of a queue's gauge by its other label. */
async function gaugesOf(metric: 'queue_size' | 'queue_jobs', name: string) {
  await processMetrics().provider.observables.observe();
  const label = metric === 'queue_size' ? 'priority' : 'state';
  const own = measured(metric).filter(({ labels }) => labels.queue_name === name);
  return Object.fromEntries(own.map(({ labels, value }) => [labels[label], value]));
}

describe('the size of a queue', () => {
  it('is what was said last, by priority', async () => {
    const jobs = queue('q-said');
    jobs.size(3);
    jobs.size(2, { priority: 'high' });
    queue('q-said').size(5);
    expect(await gaugesOf('queue_size', 'q-said')).toEqual({ default: 5, high: 2 });
  });

  it.each([
    ['a number', () => 4, { default: 4 }],
    ['numbers by priority', () => ({ high: 1, low: 3 }), { high: 1, low: 3 }],
    ['a promise of them', async () => ({ high: 1 }), { high: 1 }],
  ])('is what a function says: %s', async (what, read, expected) => {
    const name = `q-asked ${what}`;
    const observed = queue(name).observe(read);
    expect(await gaugesOf('queue_size', name)).toEqual(expected);
    observed.stop();
    expect(await gaugesOf('queue_size', name)).toEqual({});
  });

  it('is absent where the function fails, and the sizes of others are there', async () => {
    queue('q-down').observe(() => Promise.reject(new Error('down')));
    queue('q-up').observe(() => 1);
    const faults = await faultsOf('callback_error', async () => {
      expect(await gaugesOf('queue_size', 'q-down')).toEqual({});
    });
    expect(faults).toBe(1);
    expect(await gaugesOf('queue_size', 'q-up')).toEqual({ default: 1 });
  });
});

it('the jobs of a PQueue are told by state', async () => {
  const jobs = new PQueue({ concurrency: 2 });
  queue('q-p-queue').observe(jobs);
  let finish = () => {};
  const blocked = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const all = Array.from({ length: 5 }, () => jobs.add(() => blocked));
  await new Promise(setImmediate);
  expect(await gaugesOf('queue_jobs', 'q-p-queue')).toEqual({ waiting: 3, active: 2 });
  finish();
  await Promise.all(all);
  expect(await gaugesOf('queue_jobs', 'q-p-queue')).toEqual({ waiting: 0, active: 0 });
});

describe('processing a job', () => {
  it('is timed by type and status, and its answer passed on', async () => {
    const mail = queue('q-work');
    expect(mail.process('receipt', () => 7)).toBe(7);
    expect(await mail.process('receipt', async () => 8)).toBe(8);
    await expect(mail.process('invoice', () => Promise.reject(new Error('no')))).rejects.toThrow(
      'no',
    );
    const timed = measured('queue_processing_duration').filter(
      ({ labels }) => labels.queue_name === 'q-work',
    );
    expect(timed).toMatchObject([
      { labels: { job_type: 'receipt', status: 'success' }, distribution: { count: 2 } },
      { labels: { job_type: 'invoice', status: 'error' }, distribution: { count: 1 } },
    ]);
    expect(timed[0]?.distribution?.boundaries).toEqual([0.1, 0.5, 1, 2, 5, 10, 30, 60, 300]);
  });
});

it.each(['', undefined, 7])('a queue has a name: %o', (name) => {
  expect(() => queue(name as string)).toThrow(/queue: the name has to be a text/);
});

it.each([null, 7, {}, [], new Map()])('only what is a queue can be observed: %o', (target) => {
  expect(() => queue('q-none').observe(target as never)).toThrow(
    expect.objectContaining({
      code: 'ACME_METRICS_INVALID_INSTRUMENT',
      message: expect.stringContaining('a function, a Queue of BullMQ or a PQueue'),
    }),
  );
});
