import { isObject, peek } from '../peek.ts';

/** What is known of a `Queue` of BullMQ. */
export interface CountedJobs {
  getJobCounts(): Promise<Readonly<Record<string, number>>>;
}

/** What is known of a `PQueue`. */
export interface PromiseQueue {
  readonly size: number;
  readonly pending: number;
}

export type JobQueue = CountedJobs | PromiseQueue;

/** Jobs by state, in the words of BullMQ. */
export type ReadStates = () => Promise<Readonly<Record<string, number>>>;

/** How the jobs of a queue are counted; `undefined` for what is none that we know. */
export function readStates(target: unknown): ReadStates | undefined {
  if (!isObject(target)) return undefined;
  if (typeof peek(target, 'getJobCounts') === 'function') {
    return async () => (target as CountedJobs).getJobCounts();
  }
  if (typeof peek(target, 'size') === 'number' && typeof peek(target, 'pending') === 'number') {
    const queue = target as PromiseQueue;
    return async () => ({ waiting: queue.size, active: queue.pending });
  }
  return undefined;
}
