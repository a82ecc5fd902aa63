import { reportFault } from '../foundation/guard.ts';
import { clearTimeout, setTimeout } from '../foundation/timers.ts';
import { inTurns } from '../foundation/turns.ts';
import type { MetricStore } from '../store/metric-store.ts';

/** Looks within a time to live: a series goes at most a quarter of it late, or 100 ms. */
const LOOKS = 4;
const SHORTEST_PAUSE_MS = 100;

/**
 * Lets series go that nobody has measured for `ttlMs` milliseconds; for 0, none. Its timer keeps no
 * process alive. `beginnings` begin again what was declared to be there from the start, so that the
 * first event is an increase after a pause, too.
 * @returns What ends it.
 */
export function startExpiry(
  store: MetricStore,
  ttlMs: number,
  beginnings: Iterable<() => void> = [],
): () => void {
  if (ttlMs === 0) return () => {};
  const pauseMs = Math.max(ttlMs / LOOKS, SHORTEST_PAUSE_MS);
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  async function look(): Promise<void> {
    try {
      await inTurns(store.endIdle(LOOKS));
      for (const begin of beginnings) begin();
    } catch (error) {
      reportFault('observer_error', 'ending idle series', error);
    }
    if (!isStopped) wait();
  }

  function wait(): void {
    timer = setTimeout(look, pauseMs).unref();
  }

  wait();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
