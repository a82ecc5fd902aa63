import { monotonicSeconds } from '../foundation/clock.ts';
import { isGlance } from '../pipeline/glance.ts';

/** Below this a window holds little but the collection itself, and its values are noise. */
const SHORTEST_WINDOW_SECONDS = 0.1;

/** One that collects every so often is waited for this many times as long. */
const PATIENCE = 2;

/** What covers the time between two collections. */
export interface Window<T> {
  /** What is in it until now; `undefined` where nothing is. */
  read(): T | undefined;
  /** Begins the next one at the last reading. */
  restart(): void;
}

/**
 * For values that cover the time between two collections. Collections of several readers may be
 * milliseconds apart: the ones that come too early get the answer of the window before. Who only looks
 * sees the window that goes on, and ends it only where nobody else collects again and again.
 */
export function windowed<T>({ read, restart }: Window<T>): () => T | undefined {
  let closedAt = Number.NEGATIVE_INFINITY;
  let collectedAt = Number.NaN;
  let interval = Number.NaN;
  let last: T | undefined;
  return () => {
    const now = monotonicSeconds();
    const isOnlySeen = isGlance() && now - collectedAt <= PATIENCE * interval;
    if (!isGlance()) {
      interval = now - collectedAt;
      collectedAt = now;
    }
    if (now - closedAt < SHORTEST_WINDOW_SECONDS) return last;
    const fresh = read();
    if (fresh === undefined) return last;
    if (isOnlySeen) return fresh;
    restart();
    closedAt = now;
    last = fresh;
    return fresh;
  };
}
