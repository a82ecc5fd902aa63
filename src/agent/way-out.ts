import { requireChunk } from '../foundation/chunks.ts';
import { workingDirectory } from '../foundation/working-directory.ts';
import type { Answers } from '../server/answers.ts';
import type { ScrapeChunk, ScrapeOptions } from './scrape.ts';

/** What answers scrapes, endpoint and app alike: joined for the first who asks, then always the same. */
export function wayOut(options: Omit<ScrapeOptions, 'launch'>): () => Answers {
  // As it is now: an app may go to another folder before it is scraped.
  const launch = { entry: process.argv[1], folder: workingDirectory() };
  let answers: Answers | undefined;
  return () => {
    answers ??= requireChunk<ScrapeChunk>('scrape').answerScrapes({ ...options, launch });
    return answers;
  };
}
