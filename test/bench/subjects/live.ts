import type { Browser } from 'playwright-core';
import { startChromium } from '../../browser/chromium.ts';
import type { Bench } from '../harness/bench.ts';
import type { Group } from '../report/result.ts';
import { measureLoads } from './live/loads.ts';
import { measurePolls } from './live/polls.ts';
import { measureWatching } from './live/watching.ts';

/** The live page of an app with many series: in a browser, and what it takes of the app. */
export async function measureLive(bench: Bench): Promise<readonly Group[]> {
  const polls = await measurePolls(bench);
  const browser: Browser = await startChromium();
  try {
    const loads = await measureLoads(bench, browser);
    return [...loads, ...polls, ...(await measureWatching(bench, browser))];
  } finally {
    await browser.close();
  }
}
