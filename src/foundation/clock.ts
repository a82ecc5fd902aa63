/** Seconds on the monotonic clock, for durations. */
export function monotonicSeconds(): number {
  return performance.now() / 1000;
}

/** Milliseconds since the Unix epoch, for start times and time stamps. */
export function epochMs(): number {
  return Date.now();
}
