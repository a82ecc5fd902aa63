import type { Failed } from './outcome.ts';

const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;
/** How much a delay may be shorter or longer, so that many processes do not come back at once. */
const JITTER = 0.2;

/** Taken when the agent is loaded: an app under test may put another in its place. */
const { random } = Math;

/**
 * Milliseconds to leave a collector alone that failed `failures` times in a row, `last` being the
 * last time: 1 s that doubles up to 30 s, or longer where it asks for that. What is not passing is
 * not asked again before the next interval.
 */
export function delayAfter(failures: number, last: Failed, intervalMs: number): number {
  const doubled = Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_MS);
  const jittered = doubled * (1 + JITTER * (2 * random() - 1));
  return Math.max(jittered, last.retryAfterMs ?? 0, last.isPassing ? 0 : intervalMs);
}
