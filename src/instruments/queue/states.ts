import { isObject, peek } from '../calls/peek.ts';
import { refuseDeclaration } from '../declared/declaration.ts';
import type { ObservedGauge } from '../declared/gauge.ts';
import { createSummedGauge, type JobCounts } from './summed-gauge.ts';

/** What is known of a `Queue` of BullMQ. */
export interface CountedJobs {
  getJobCounts(): Promise<JobCounts>;
}

/** What is known of a `PQueue`. */
export interface PromiseQueue {
  readonly size: number;
  readonly pending: number;
}

export type JobQueue = CountedJobs | PromiseQueue;

type ReadStates = (queue: JobQueue) => JobCounts | Promise<JobCounts>;

/** By state, in the words of BullMQ. */
const states = createSummedGauge('queue_jobs', {
  help: 'Jobs of a queue, by their state.',
  unit: '{job}',
  label: 'state',
});

/** By queue and the name that it was given. */
const observed = new WeakMap<object, Map<string, ObservedGauge>>();

/**
 * Asks a queue at each collection for as long as there is one: it is held weakly. A `Queue` of BullMQ
 * is kept by its connection until it is closed.
 *
 * @throws MetricsError `ACME_METRICS_INVALID_INSTRUMENT` for what is no queue that we know.
 */
export function observeStates(queueName: string, target: JobQueue): ObservedGauge {
  const read = readerOf(target);
  if (read === undefined) {
    return refuseDeclaration(
      'queue',
      queueName,
      'observe has to be given a function, a Queue of BullMQ or a PQueue',
    );
  }
  const byName = observed.get(target) ?? new Map<string, ObservedGauge>();
  const known = byName.get(queueName);
  if (known !== undefined) return known;
  const asked = askWeakly(queueName, new WeakRef(target), read);
  const observation: ObservedGauge = {
    stop() {
      asked.stop();
      if (byName.get(queueName) === observation) byName.delete(queueName);
    },
  };
  byName.set(queueName, observation);
  observed.set(target, byName);
  return observation;
}

function askWeakly(
  queueName: string,
  reference: WeakRef<JobQueue>,
  read: ReadStates,
): ObservedGauge {
  const asked = states.observe(queueName, () => {
    const queue = reference.deref();
    if (queue !== undefined) return read(queue);
    asked.stop();
    return {};
  });
  return asked;
}

/** How the jobs of a queue are counted; `undefined` for what is none that we know. */
function readerOf(target: unknown): ReadStates | undefined {
  if (!isObject(target)) return undefined;
  if (typeof peek(target, 'getJobCounts') === 'function') return readCounts as ReadStates;
  const numbers = ['size', 'pending'].every((name) => typeof peek(target, name) === 'number');
  return numbers ? (readPromiseQueue as ReadStates) : undefined;
}

/** A queue that the app has closed has no connection any more, and is not asked. */
function readCounts(queue: CountedJobs): JobCounts | Promise<JobCounts> {
  return peek(queue, 'closing') === undefined ? queue.getJobCounts() : {};
}

function readPromiseQueue({ size, pending }: PromiseQueue): JobCounts {
  return { waiting: size, active: pending };
}
