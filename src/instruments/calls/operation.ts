import { monotonicSeconds } from '../../foundation/clock.ts';
import { histogram } from '../declared/histogram.ts';
import { onFirstUse } from '../declared/on-first-use.ts';
import { type Answer, observeCall } from './observe-call.ts';

const SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

const durations = onFirstUse(() =>
  histogram('distributed_trace_duration', {
    help: 'Time that an operation of a service took.',
    unit: 's',
    labels: ['service', 'operation', 'status'],
    buckets: SECONDS,
  }),
);

/**
 * Calls a function and times it: `distributed_trace_duration_seconds{service,operation,status}`. A
 * throw or a rejection is `status="error"`, and goes on to the caller; of what is to be awaited, the
 * time is until it settles. Never throws by itself. Costs a few hundred nanoseconds.
 *
 * @param service Whose operation it is: a name of few, as the code knows it.
 * @param name What is done, without ids.
 * @example const cart = await operation('shop', 'checkout', () => checkOut(order));
 */
export function operation<R>(service: string, name: string, call: () => R): Answer<R> {
  const startedAt = monotonicSeconds();
  return observeCall(call, ({ failed }) => {
    const status = failed ? 'error' : 'success';
    durations().record(monotonicSeconds() - startedAt, { service, operation: name, status });
  });
}
