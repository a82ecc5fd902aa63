import { performance } from 'node:perf_hooks';

// Taken when the agent is loaded: an app may put a fake in their place, or remove them.
const milliseconds = performance.now.bind(performance);
const { timeOrigin } = performance;
const { now } = Date;

/** Seconds on the monotonic clock, for durations. */
export function monotonicSeconds(): number {
  return milliseconds() / 1000;
}

/** Milliseconds since the Unix epoch, for start times and time stamps. */
export function epochMs(): number {
  return now();
}

/** Milliseconds since the Unix epoch at which the process started. */
export function processStartMs(): number {
  return timeOrigin;
}

/** Milliseconds that the event loop was active and idle: since its start, or between readings. */
export const eventLoopUtilization = performance.eventLoopUtilization.bind(performance);
