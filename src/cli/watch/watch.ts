import { shownAddress } from '../page/address.ts';
import { readPage } from '../page/read.ts';
import { watchInLines } from './in-lines.ts';
import { watchOnScreen } from './on-screen.ts';
import type { WatchOptions } from './options.ts';
import { Tracks } from './tracks.ts';

/**
 * Shows an app's metrics until somebody has seen enough; gives the exit code. The app has to be there
 * when it begins; later it may go and come back.
 */
export async function watchMetrics(options: WatchOptions): Promise<number> {
  const { url, access, out } = options;
  const page = await out.during(`reading ${shownAddress(url)}`, readPage(url, access));
  const tracks = new Tracks();
  tracks.add(page, performance.now());
  return out.isTerminal ? watchOnScreen(options, tracks) : watchInLines(options, tracks);
}
