// table: what is kept, and what waits to be done.
import { share } from '../expression.ts';
import type { Section } from '../panel.ts';
import { CACHE_HIT_RATIO, CACHE_HITS, CACHE_MISSES, JOBS_WAITING } from '../questions.ts';

const CACHE = { by: ['cache'] } as const;
const BY_JOB = { of: 'jobDuration', by: ['queue', 'job'] } as const;

export const CACHE_AND_QUEUE: Section = {
  id: 'cache-and-queue',
  title: 'Caches and queues',
  help: 'How often caches answer, and how jobs wait and are processed.',
  panels: [
    {
      id: 'cache-hit-ratio',
      title: 'Cache hit ratio',
      help: 'Share of reads that a cache answered. A sudden fall sends the load to what is behind it.',
      unit: 'share',
      queries: [{ legend: '{cache}', expression: CACHE_HIT_RATIO }],
    },
    {
      id: 'cache-reads',
      title: 'Cache reads',
      help: 'Reads per second that a cache answered, or could not answer.',
      unit: 'per-second',
      shape: 'stacked',
      queries: [
        { legend: '{cache} hits', expression: CACHE_HITS },
        { legend: '{cache} misses', expression: CACHE_MISSES },
      ],
    },
    {
      id: 'cache-size',
      title: 'Cache size',
      help: 'Size of what a cache holds.',
      unit: 'bytes',
      queries: [
        {
          legend: '{cache}',
          expression: { ask: 'value', aggregate: 'sum', of: 'cacheSize', ...CACHE },
        },
      ],
    },
    {
      id: 'queue-waiting',
      title: 'Jobs waiting',
      help: 'Jobs that wait in a queue. A line that only rises: jobs come faster than they are processed.',
      unit: 'count',
      // Processes that look at one shared queue say the same of it.
      perInstance: true,
      queries: [{ legend: '{queue}', expression: JOBS_WAITING }],
    },
    {
      id: 'queue-states',
      title: 'Jobs by state',
      help: 'Jobs of a queue, by their state, of queues that tell it.',
      unit: 'count',
      perInstance: true,
      queries: [
        {
          legend: '{queue} {state}',
          expression: { ask: 'value', aggregate: 'sum', of: 'queueJobs', by: ['queue', 'state'] },
        },
      ],
    },
    {
      id: 'job-rate',
      title: 'Jobs processed',
      help: 'Jobs per second, by queue and kind.',
      unit: 'per-second',
      shape: 'stacked',
      queries: [{ legend: '{queue} {job}', expression: { ask: 'rate', ...BY_JOB } }],
    },
    {
      id: 'job-errors',
      title: 'Failing jobs',
      help: 'Share of jobs that failed, by queue and kind.',
      unit: 'share',
      queries: [{ legend: '{queue} {job}', expression: share('failed', BY_JOB) }],
    },
    {
      id: 'job-p95',
      title: 'Time of a job p95',
      help: 'One in 20 jobs takes longer.',
      unit: 'seconds',
      queries: [{ legend: '{queue} {job}', expression: { ask: 'quantile', q: 0.95, ...BY_JOB } }],
    },
  ],
};
