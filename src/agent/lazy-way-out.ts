import { requireChunk } from '../foundation/chunks.ts';
import { workingDirectory } from '../foundation/working-directory.ts';
import type { WayOut, WayOutChunk, WayOutOptions } from './way-out.ts';

/** The way out of the store, for scrapes and pushes alike: joined for the first who asks, then always the same. */
export function wayOut(options: Omit<WayOutOptions, 'launch'>): () => WayOut {
  // As it is now: an app may go to another folder before it is scraped.
  const launch = { entry: process.argv[1], folder: workingDirectory() };
  let joined: WayOut | undefined;
  return () => {
    joined ??= requireChunk<WayOutChunk>('way-out').joinWayOut({ ...options, launch });
    return joined;
  };
}
