import { monotonicSeconds } from '../foundation/clock.ts';

/** Below this a window holds little but the collection itself, and its values are noise. */
const SHORTEST_WINDOW_SECONDS = 0.1;

/**
 * For values that cover the time between two collections. `close` ends a window and says what was
 * in it, `undefined` where nothing was. Collections of several readers may be milliseconds apart:
 * the ones that come too early get the answer of the window before.
 */
export function windowed<T>(close: () => T | undefined): () => T | undefined {
  let closedAt = Number.NEGATIVE_INFINITY;
  let last: T | undefined;
  return () => {
    const now = monotonicSeconds();
    if (now - closedAt < SHORTEST_WINDOW_SECONDS) return last;
    const fresh = close();
    if (fresh === undefined) return last;
    closedAt = now;
    last = fresh;
    return fresh;
  };
}
