import { clearTimeout, setTimeout } from './timers.ts';

/**
 * Whether `work` settles, either way, within the time. Work that does not goes on unheard: its
 * rejection is taken here. The timer never keeps the process alive.
 */
export async function settlesWithin(
  work: Promise<unknown>,
  milliseconds: number,
): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, milliseconds, false).unref();
  });
  const settled = () => true;
  const result = await Promise.race([work.then(settled, settled), timeout]);
  clearTimeout(timer);
  return result;
}
