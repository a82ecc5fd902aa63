import { monotonicSeconds } from '../../foundation/clock.ts';
import { createNamed } from '../bounded-names.ts';
import { type Answer, observeCall } from '../calls/observe-call.ts';
import type { ObservedGauge } from '../declared/gauge.ts';
import { histogram } from '../declared/histogram.ts';
import { onFirstUse } from '../declared/on-first-use.ts';
import { observeLengths, type QueueLengths, type QueueSizeOptions, sayLength } from './lengths.ts';
import { type JobQueue, observeStates } from './states.ts';

/** A queue of the app. Nothing of it throws what the app's own calls do not. */
export interface Queue {
  /** How many jobs wait now: `queue_size{queue_name,priority}`. Finite and not below 0. */
  size(length: number, options?: QueueSizeOptions): void;
  /**
   * Calls what processes a job, and times it:
   * `queue_processing_duration_seconds{queue_name,job_type,status}`. A throw or a rejection is
   * `status="error"`, and goes on to the caller.
   */
  process<R>(jobType: string, call: () => R): Answer<R>;
  /**
   * Asks at each collection, 500 ms at most; what has not come then is absent. A function says how
   * many jobs wait: `queue_size`. A BullMQ `Queue` or a `PQueue` says how many jobs are in which
   * state: `queue_jobs{queue_name,state}`. It is held weakly, and asked once however often it is
   * given.
   *
   * What several answer under one name adds up, by priority or by state. For a priority that `size`
   * has said something of, that is the value. One that fails or hangs is no part of the sum.
   *
   * @throws MetricsError `ACME_METRICS_INVALID_INSTRUMENT` for anything else.
   */
  observe(target: (() => QueueLengths | Promise<QueueLengths>) | JobQueue): ObservedGauge;
}

const SECONDS = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 300];

const durations = onFirstUse(() =>
  histogram('queue_processing_duration', {
    help: 'Time to process a job.',
    unit: 's',
    labels: ['queue_name', 'job_type', 'status'],
    buckets: SECONDS,
  }),
);

const queueOf = createNamed('queue', createQueue);

/**
 * Length and processing times of a queue: the same object for the same name. Past 1,000 names a
 * further one is the queue `_OTHER`.
 *
 * @throws MetricsError `ACME_METRICS_INVALID_INSTRUMENT` for an empty name.
 * @example
 * const mail = queue('mail');
 * mail.observe(() => jobs.length);
 * new Worker('mail', (job) => mail.process(job.name, () => send(job)));
 */
export function queue(name: string): Queue {
  return queueOf(name);
}

function createQueue(name: string): Queue {
  return {
    size: (length, options) => sayLength(name, length, options),
    process(jobType, call) {
      const startedAt = monotonicSeconds();
      return observeCall(call, ({ failed }) => {
        const status = failed ? 'error' : 'success';
        const labels = { queue_name: name, job_type: jobType, status };
        durations().record(monotonicSeconds() - startedAt, labels);
      });
    },
    observe: (target) =>
      typeof target === 'function' ? observeLengths(name, target) : observeStates(name, target),
  };
}
