// table: alerts on queues and caches.
import { JOBS_WAITING } from '../../../views/questions.ts';
import type { Alert, AlertGroup } from '../alert.ts';
import { earlier } from '../ask.ts';
import { percent, THRESHOLDS as T } from '../thresholds.ts';

const QUEUE: Alert = {
  name: 'QueueGrowing',
  severity: 'warning',
  needs: ['queueSize', 'queueJobs'],
  needsOne: true,
  when: `More than ${T.QueueGrowing.jobs} jobs wait, ${T.QueueGrowing.times} times as many as 15 minutes ago or more.`,
  summary: 'A queue grows',
  describe: (ask) =>
    `{{ $value }} jobs wait in ${ask.label('queueSize', 'queue')} of {{ $labels.instance }}, and ever more.`,
  clauses: (ask) => {
    const now = ask.of(JOBS_WAITING, { window: '5m', each: 'instance' });
    return [
      { value: now, is: '>', than: T.QueueGrowing.jobs },
      { join: 'and', value: now, is: '>=', than: `${T.QueueGrowing.times} * ${earlier(now)}` },
    ];
  },
  runbook: {
    means: 'Jobs come faster than they are done.',
    look: [
      'Whether workers run at all, and their share of failed jobs.',
      'The time that a job takes: slower than before?',
      'Whether more jobs come than usual: a loop, a retry without an end, an import.',
    ],
    fix: ['More workers, or more jobs at once for each.', 'Take out jobs that fail over and over.'],
    tune: 'Raise the number of jobs above what a usual peak brings.',
  },
};

const HIT_RATIO = 'job_cache:cache_requests:hit_ratio_rate10m';

const CACHE: Alert = {
  name: 'CacheHitRatioCollapse',
  severity: 'warning',
  needs: ['cacheHits', 'cacheMisses'],
  needsOne: true,
  when: `The hit ratio of a cache is less than ${percent(T.CacheHitRatioCollapse.share)} of what it was over the past day, at ${T.CacheHitRatioCollapse.traffic} lookups a second or more.`,
  summary: 'A cache hits far less than before',
  describe: (ask) =>
    `The hit ratio of the cache ${ask.label('cacheHits', 'cache')} is {{ $value | humanizePercentage }} of what it was over the past day.`,
  clauses: (ask) => {
    const ratio = ask.recorded(HIT_RATIO);
    return [
      {
        value: `${ratio} / avg_over_time(${ratio}[1d] offset 30m)`,
        is: '<',
        than: T.CacheHitRatioCollapse.share,
      },
      {
        join: 'and',
        value: ask.recorded('job_cache:cache_requests:rate10m'),
        is: '>=',
        than: T.CacheHitRatioCollapse.traffic,
      },
    ];
  },
  runbook: {
    means:
      'What the cache kept is gone or no longer fits. What stands behind it, mostly the database, gets the load.',
    look: [
      'Whether the cache was emptied: a restart, a deployment, a changed key.',
      'Its size beside its limit: entries that go before they are asked for again.',
      'Load and durations of what stands behind it.',
    ],
    fix: [
      'After a restart it recovers by itself; warm it up where the load is too much.',
      'A larger cache, longer times to live, keys with fewer variants.',
    ],
    tune: 'After a day the past is like the present and the alert ends by itself. For a floor instead, compare with a number.',
  },
};

export const QUEUE_AND_CACHE_ALERTS: AlertGroup = {
  name: 'queues-and-caches',
  title: 'Queues and caches',
  alerts: [QUEUE, CACHE],
};
