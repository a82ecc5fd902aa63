import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import PQueue from 'p-queue';
import { describe, expect, it, vi } from 'vitest';
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

  it.each([
    ['invalid_value', '7', undefined],
    ['invalid_value', undefined, { priority: 'high' }],
    ['invalid_label', 1, { priority: 7 }],
  ] as const)('drops what is none, and counts that: %s of %o', async (cause, length, options) => {
    const jobs = queue('q-wrong');
    jobs.size(2);
    const faults = await faultsOf(cause, () => jobs.size(length as number, options as never));
    expect(faults).toBe(1);
    expect(await gaugesOf('queue_size', 'q-wrong')).toEqual({ default: 2 });
  });

  it('has 100 priorities at most', async () => {
    const jobs = queue('q-priorities');
    const faults = await faultsOf('invalid_label', () => {
      for (let one = 0; one < 150; one++) jobs.size(one, { priority: `p${one % 120}` });
    });
    expect(faults).toBe(20);
    expect(Object.keys(await gaugesOf('queue_size', 'q-priorities'))).toHaveLength(100);
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

describe('an observed PQueue', () => {
  it('is asked until the end, once for a name', async () => {
    const jobs = new PQueue({ autoStart: false });
    void jobs.add(() => {});
    const observed = queue('q-twice').observe(jobs);
    expect(queue('q-twice').observe(jobs)).toBe(observed);
    queue('q-other').observe(jobs);
    observed.stop();
    expect(await gaugesOf('queue_jobs', 'q-twice')).toEqual({});
    expect(await gaugesOf('queue_jobs', 'q-other')).toEqual({ waiting: 1, active: 0 });
    const again = queue('q-twice').observe(jobs);
    observed.stop();
    expect(queue('q-twice').observe(jobs)).toBe(again);
    expect(await gaugesOf('queue_jobs', 'q-twice')).toEqual({ waiting: 1, active: 0 });
  });

  it('is kept by nothing of ours', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage: () => void = runInNewContext('gc');
    (() => void queue('q-dropped').observe(new PQueue()))();
    expect(await gaugesOf('queue_jobs', 'q-dropped')).toEqual({ waiting: 0, active: 0 });
    for (let round = 0; round < 5; round++) {
      await new Promise(setImmediate);
      collectGarbage();
    }
    expect(await gaugesOf('queue_jobs', 'q-dropped')).toEqual({});
  });
});

it('a queue is the same for the same name', () => {
  expect(queue('q-same')).toBe(queue('q-same'));
  expect(queue('q-same')).not.toBe(queue('q-different'));
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

describe('several sources of one name', () => {
  const late = async <T>(answer: T) => {
    await new Promise(setImmediate);
    return answer;
  };

  it('add up by priority, whichever answers last', async () => {
    queue('q-sum').observe(() => late({ high: 1, low: 2 }));
    queue('q-sum').observe(() => ({ high: 10 }));
    queue('q-sum').observe(() => 5);
    queue('q-sum').observe(() => late(7));
    const sum = { high: 11, low: 2, default: 12 };
    expect(await gaugesOf('queue_size', 'q-sum')).toEqual(sum);
    expect(await gaugesOf('queue_size', 'q-sum')).toEqual(sum);
  });

  it('are what was said of a priority, before what functions answer', async () => {
    const jobs = queue('q-said-first');
    jobs.observe(() => ({ default: 4, high: 2 }));
    jobs.size(1);
    jobs.observe(async () => ({ default: 9 }));
    expect(await gaugesOf('queue_size', 'q-said-first')).toEqual({ default: 1, high: 2 });
  });

  it('leave out what fails or hangs, and nothing of an earlier collection is left', async () => {
    const jobs = queue('q-partly');
    let answer: () => number | Promise<number> = () => 10;
    const steady = jobs.observe(() => late(1));
    const moody = jobs.observe(() => answer());
    expect(await gaugesOf('queue_size', 'q-partly')).toEqual({ default: 11 });
    answer = () => Promise.reject(new Error('down'));
    expect(await gaugesOf('queue_size', 'q-partly')).toEqual({ default: 1 });
    let answerLate = (_length: number) => {};
    answer = () => new Promise((resolve) => (answerLate = resolve));
    expect(await gaugesOf('queue_size', 'q-partly')).toEqual({ default: 1 });
    // Still at work: it is not asked again, and what it says now is of a collection that is over.
    const next = gaugesOf('queue_size', 'q-partly');
    answerLate(100);
    expect(await next).toEqual({ default: 1 });
    answer = () => 10;
    // Asked again as soon as the late call is over, which on a loaded machine takes its time.
    await vi.waitFor(async () => {
      expect(await gaugesOf('queue_size', 'q-partly')).toEqual({ default: 11 });
    });
    for (const observed of [steady, moody]) observed.stop();
    expect(await gaugesOf('queue_size', 'q-partly')).toEqual({});
  });

  it('add up by state where they are PQueues', async () => {
    const [one, two] = [new PQueue({ autoStart: false }), new PQueue({ autoStart: false })];
    for (const jobs of [one, two, two]) void jobs.add(() => {});
    queue('q-workers').observe(one);
    queue('q-workers').observe(two);
    expect(await gaugesOf('queue_jobs', 'q-workers')).toEqual({ waiting: 3, active: 0 });
  });
});

describe('a length that is none', () => {
  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])(
    'is dropped where it is said, and counted: %d',
    async (length) => {
      const jobs = queue('q-said-wrong');
      jobs.size(3);
      expect(await faultsOf('invalid_value', () => jobs.size(length))).toBe(1);
      expect(await gaugesOf('queue_size', 'q-said-wrong')).toEqual({ default: 3 });
    },
  );

  it('is dropped of an answer, and the others of it stay', async () => {
    const observed = queue('q-answered-wrong').observe(() => ({
      low: -5,
      high: 2,
      mid: Number.NaN,
    }));
    const faults = await faultsOf('invalid_value', async () => {
      expect(await gaugesOf('queue_size', 'q-answered-wrong')).toEqual({ high: 2 });
    });
    expect(faults).toBe(2);
    observed.stop();
  });
});
