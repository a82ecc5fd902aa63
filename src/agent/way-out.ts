import { requireChunk } from '../foundation/chunks.ts';
import { workingDirectory } from '../foundation/working-directory.ts';
import type { ScrapeChunk, ScrapeOptions, WayOut } from './scrape.ts';

/** The way out of the store, for scrapes and pushes alike: joined for the first who asks, then always the same. */
export function wayOut(options: Omit<ScrapeOptions, 'launch'>): () => WayOut {
  // As it is now: an app may go to another folder before it is scraped.
  const launch = { entry: process.argv[1], folder: workingDirectory() };
  let joined: WayOut | undefined;
  return () => {
    joined ??= requireChunk<ScrapeChunk>('scrape').joinWayOut({ ...options, launch });
    return joined;
  };
}
