import { Queue as BullQueue, Worker } from 'bullmq';
import { Redis as RedisClient } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setLogLevel } from '../../src/foundation/log.ts';
import { cache } from '../../src/instruments/cache/cache.ts';
import { queue } from '../../src/instruments/queue/queue.ts';
import { processMetrics } from '../../src/pipeline/process-metrics.ts';
import { waitFor } from '../support/app-process.ts';
import { canRun } from '../support/prometheus.ts';
import { type Redis, startRedis } from '../support/redis.ts';
import { faultsOf, measured } from '../unit/instruments/measured.ts';

setLogLevel('none');

describe.skipIf(!canRun('redis-server'))('on a real Redis', () => {
  let redis: Redis;
  let client: RedisClient;
  let jobs: BullQueue;

  beforeAll(async () => {
    redis = await startRedis();
    client = new RedisClient(redis.port, '127.0.0.1');
    jobs = new BullQueue('mail', { connection: { host: '127.0.0.1', port: redis.port } });
    await jobs.waitUntilReady();
  });
  afterAll(async () => {
    await jobs?.close();
    await client?.quit();
    await redis?.stop();
  });

  it('what ioredis finds and does not find is counted, key by key', async () => {
    cache('sessions').observe(client);
    await client.set('session:1', 'Ada');
    await client.hset('user:1', 'name', 'Ada');
    expect(await client.get('session:1')).toBe('Ada');
    expect(await client.get('session:2')).toBeNull();
    expect((await client.getBuffer('session:1'))?.toString()).toBe('Ada');
    expect(await client.mget('session:1', 'session:2', 'other')).toEqual(['Ada', null, null]);
    expect(await client.mget(['session:1'])).toEqual(['Ada']);
    expect(await client.hget('user:1', 'name')).toBe('Ada');
    expect(await client.hget('user:1', 'age')).toBeNull();
    const called = await new Promise((resolve) =>
      client.get('session:1', (_error, value) => resolve(value)),
    );
    expect(called).toBe('Ada');
    await expect(client.get('user:1')).rejects.toThrow(/WRONGTYPE/);
    // Nobody awaits what a call with a callback answers: unhandled, it would end the process.
    const failed = await new Promise((resolve) => client.get('user:1', resolve));
    expect(failed).toMatchObject({ message: expect.stringMatching(/WRONGTYPE/) });
    const reads = Object.fromEntries(
      ['cache_hits', 'cache_misses'].map((name) => [
        name,
        Object.fromEntries(
          measured(name)
            .filter(({ labels }) => labels.cache_name === 'sessions')
            .map(({ labels, value }) => [labels.key_pattern, value]),
        ),
      ]),
    );
    expect(reads).toEqual({
      cache_hits: { '*': 0, 'session:*': 5, 'user:*': 1 },
      cache_misses: { '*': 1, 'session:*': 2, 'user:*': 1 },
    });
  });

  it('the jobs of BullMQ are told by state, and what a worker does by type', async () => {
    const mail = queue('mail');
    mail.observe(jobs);
    await jobs.pause();
    for (let one = 0; one < 5; one++) await jobs.add('receipt', { one });
    await jobs.add('reminder', {}, { delay: 3_600_000 });
    await jobs.add('failing', {});
    expect(await statesOf('mail')).toEqual({
      ...{ waiting: 6, delayed: 1, active: 0, completed: 0, failed: 0 },
      ...{ prioritized: 0, 'waiting-children': 0 },
    });

    await jobs.resume();
    const worker = new Worker(
      'mail',
      (job) =>
        mail.process(job.name, async () => {
          if (job.name === 'failing') throw new Error('no');
        }),
      { connection: { host: '127.0.0.1', port: redis.port }, drainDelay: 1 },
    );
    await waitFor(
      async () => (await statesOf('mail')).completed === 5 || undefined,
      () => 'the jobs were not done',
    );
    expect(await statesOf('mail')).toMatchObject({
      waiting: 0,
      delayed: 1,
      completed: 5,
      failed: 1,
    });
    await worker.close();
    const done = measured('queue_processing_duration').map(({ labels, distribution }) => [
      `${labels.queue_name} ${labels.job_type} ${labels.status}`,
      distribution?.count,
    ]);
    expect(Object.fromEntries(done)).toEqual({
      'mail receipt success': 5,
      'mail failing error': 1,
    });
  });

  it('a Redis that is gone holds up no collection; its counts are absent until it is back', async () => {
    const first = await startRedis();
    const { port } = first;
    const lost = new BullQueue('lost', { connection: { host: '127.0.0.1', port } });
    lost.on('error', () => {});
    await lost.waitUntilReady();
    queue('lost').observe(lost);
    expect(await statesOf('lost')).toMatchObject({ waiting: 0 });
    await first.stop();
    const faults = await faultsOf('callback_timeout', () =>
      waitFor(
        async () => Object.keys(await statesOf('lost')).length === 0 || undefined,
        () => 'what was known of a queue that is gone is still told',
      ),
    );
    expect(faults).toBeGreaterThanOrEqual(1);
    expect(await statesOf('mail')).toMatchObject({ completed: 5 });
    const second = await startRedis(port);
    await waitFor(
      async () => (await statesOf('lost')).waiting === 0 || undefined,
      () => 'a queue that is back is not told',
    );
    await lost.close();
    const afterwards = await faultsOf('callback_error', async () => {
      expect(await statesOf('lost')).toEqual({});
    });
    expect(afterwards).toBe(0);
    await second.stop();
  });
});

async function statesOf(name: string): Promise<Record<string, number>> {
  await processMetrics().provider.observables.observe();
  const own = measured('queue_jobs').filter(({ labels }) => labels.queue_name === name);
  return Object.fromEntries(own.map(({ labels, value }) => [String(labels.state), value]));
}
