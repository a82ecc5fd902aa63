import { monotonicSeconds } from './clock.ts';
import { clearTimeout, setTimeout } from './timers.ts';

/** What is left until `deadline`, in seconds of the monotonic clock; 0 where it has passed. */
export function millisecondsUntil(deadline: number): number {
  return Math.max((deadline - monotonicSeconds()) * 1000, 0);
}

/**
 * Whether `work` settles, either way, within the time. Work that does not goes on unheard: its
 * rejection is taken here.
 *
 * @param holdsOpen Whether the process is kept alive meanwhile. Default: false.
 */
export async function settlesWithin(
  work: Promise<unknown>,
  milliseconds: number,
  holdsOpen = false,
): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, milliseconds, false);
    if (!holdsOpen) timer.unref();
  });
  const settled = () => true;
  const result = await Promise.race([work.then(settled, settled), timeout]);
  clearTimeout(timer);
  return result;
}
