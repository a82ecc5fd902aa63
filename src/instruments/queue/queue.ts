import { monotonicSeconds } from '../../foundation/clock.ts';
import { attempt } from '../../foundation/guard.ts';
import { refuseDeclaration } from '../declaration.ts';
import { gauge, type ObservedGauge } from '../gauge.ts';
import { histogram } from '../histogram.ts';
import { type Answer, observeCall } from '../observe-call.ts';
import { onFirstUse } from '../on-first-use.ts';
import { checkText } from '../texts.ts';
import { type JobQueue, readStates } from './states.ts';

/** How many jobs wait: in all, or by priority. */
export type QueueLengths = number | Readonly<Record<string, number>>;

export interface QueueSizeOptions {
  /** Of few names, as `high`. Default: `default`. */
  readonly priority?: string | undefined;
}

/** A queue of the app. Nothing of it throws what the app's own calls do not. */
export interface Queue {
  /** How many jobs wait now: `queue_size{queue_name,priority}`. */
  size(length: number, options?: QueueSizeOptions): void;
  /**
   * Calls what processes a job, and times it:
   * `queue_processing_duration_seconds{queue_name,job_type,status}`. A throw or a rejection is
   * `status="error"`, and goes on to the caller.
   */
  process<R>(jobType: string, call: () => R): Answer<R>;
  /**
   * Asks at each collection, 500 ms at most. A function says how many jobs wait: `queue_size`. A
   * BullMQ `Queue` or a `PQueue` says how many jobs are in which state:
   * `queue_jobs{queue_name,state}`.
   *
   * @throws MetricsError `ACME_METRICS_INVALID_INSTRUMENT` for anything else.
   */
  observe(target: (() => QueueLengths | Promise<QueueLengths>) | JobQueue): ObservedGauge;
}

const DEFAULT_PRIORITY = 'default';
const SECONDS = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 300];

const durations = onFirstUse(() =>
  histogram('queue_processing_duration', {
    help: 'Time to process a job.',
    unit: 's',
    labels: ['queue_name', 'job_type', 'status'],
    buckets: SECONDS,
  }),
);

/** By queue and priority, what was said last. */
const told = new Map<string, Map<string, number>>();

/**
 * Length and processing times of a queue.
 *
 * @throws MetricsError `ACME_METRICS_INVALID_INSTRUMENT` for an empty name.
 * @example
 * const mail = queue('mail');
 * mail.observe(() => jobs.length);
 * new Worker('mail', (job) => mail.process(job.name, () => send(job)));
 */
export function queue(name: string): Queue {
  checkText('queue', 'the name', name);
  return {
    size(length, options) {
      attempt('invalid_instrument', 'queue.size', () => {
        const lengths = told.get(name) ?? askedLengths(name);
        lengths.set(options?.priority ?? DEFAULT_PRIORITY, length);
      });
    },
    process(jobType, call) {
      const startedAt = monotonicSeconds();
      return observeCall(call, ({ failed }) => {
        const status = failed ? 'error' : 'success';
        const labels = { queue_name: name, job_type: jobType, status };
        durations().record(monotonicSeconds() - startedAt, labels);
      });
    },
    observe(target) {
      if (typeof target === 'function') return askLengths(name, target);
      const states = readStates(target);
      if (states === undefined) {
        return refuseDeclaration(
          'queue',
          name,
          'observe has to be given a function, a Queue of BullMQ or a PQueue',
        );
      }
      return gauge('queue_jobs', {
        help: 'Jobs of a queue, by their state.',
        unit: '{job}',
        labels: ['queue_name', 'state'],
        async observe() {
          const counts = Object.entries(await states());
          return counts.map(([state, count]) => [count, { queue_name: name, state }] as const);
        },
      });
    },
  };
}

/** What `size` says, kept for who collects. */
function askedLengths(name: string): Map<string, number> {
  const lengths = new Map<string, number>();
  askLengths(name, () => Object.fromEntries(lengths));
  told.set(name, lengths);
  return lengths;
}

function askLengths(name: string, read: () => QueueLengths | Promise<QueueLengths>): ObservedGauge {
  return gauge('queue_size', {
    help: 'Jobs that wait in a queue.',
    labels: ['queue_name', 'priority'],
    async observe() {
      const lengths = await read();
      const entries =
        typeof lengths === 'number'
          ? [[DEFAULT_PRIORITY, lengths] as const]
          : Object.entries(lengths);
      return entries.map(([priority, length]) => [length, { queue_name: name, priority }] as const);
    },
  });
}
