import { setTimeout as delay } from 'node:timers/promises';
import type { Arguments } from './arguments.ts';
import { createView } from './live-view.ts';
import { spanBetween } from './rates.ts';
import { readingsOf } from './readings.ts';
import { printSummary, type Run, verdict } from './report.ts';
import { type Scrape, scrape } from './scrape.ts';
import { type Running, startAll } from './start.ts';
import { sendTraffic } from './traffic.ts';

const SCRAPE_INTERVAL_MS = 1000;
/** How many scrapes the live table looks back. */
const WINDOW = 10;
/** What the app gets to notice the last client that went away. */
const SETTLE_MS = 300;

/**
 * Runs the demo until its time is over or `interrupted` is aborted; everything that it started has
 * ended by then. Answers whether all was seen that was expected; a run that a person interrupted
 * promises nothing.
 */
export async function runDemo(args: Arguments, interrupted: AbortSignal): Promise<boolean> {
  await using owner = new AsyncDisposableStack();
  const running = await startAll(args, interrupted, owner);
  const run = await observe(args, running, interrupted);
  printSummary(run);
  return interrupted.aborted || verdict(run);
}

/** Puts the app under load and shows what its page says, from the first request to the last. */
async function observe(args: Arguments, running: Running, interrupted: AbortSignal): Promise<Run> {
  const { appUrl, metricsUrl, prometheus } = running;
  const first = await scrape(metricsUrl);
  const quiet = new AbortController();
  const traffic = sendTraffic(appUrl, args.rate, quiet.signal);
  try {
    await watch(running, first, { seconds: args.seconds ?? Number.POSITIVE_INFINITY, interrupted });
    // Asked while requests still come: its rates look at the last seconds.
    const unanswered = await prometheus?.unanswered(interrupted);
    quiet.abort();
    const tally = await traffic;
    await delay(SETTLE_MS);
    const last = await scrape(metricsUrl);
    return { first, last, tally, unanswered: unanswered ?? [] };
  } finally {
    quiet.abort();
    await traffic;
  }
}

/** Scrapes and shows once a second, until the time is over or somebody interrupts. */
async function watch({ app, metricsUrl, prometheus }: Running, first: Scrape, until: Until) {
  const view = createView(process.stdout, [metricsUrl, prometheus?.url ?? '']);
  const scrapes = [first];
  for (let elapsed = 0; elapsed < until.seconds && (await pause(until.interrupted)); ) {
    const newest = await scrape(metricsUrl).catch((error) => {
      app.assertRunning();
      throw error;
    });
    const oldest = scrapes.at(-WINDOW) ?? first;
    elapsed = spanBetween(first, newest).seconds;
    view(readingsOf(spanBetween(oldest, newest)), elapsed);
    scrapes.push(newest);
    scrapes.splice(0, scrapes.length - WINDOW);
  }
}

interface Until {
  readonly seconds: number;
  readonly interrupted: AbortSignal;
}

/** Waits for the next scrape; false when it isn't to come. */
async function pause(interrupted: AbortSignal): Promise<boolean> {
  await delay(SCRAPE_INTERVAL_MS, undefined, { signal: interrupted }).catch(() => undefined);
  return !interrupted.aborted;
}
