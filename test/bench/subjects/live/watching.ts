import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { openTab, type Tab } from '../../../browser/chromium.ts';
import type { Bench } from '../../harness/bench.ts';
import { startWatched, type WatchedApp } from '../../harness/watched-app.ts';
import { BARE, BARE_AGAIN, type Group, OURS, type Row } from '../../report/result.ts';
import { summarize } from '../../report/statistics.ts';
import { CHANGE_EVERY_MS, CHANGES, SERIES, TITLE } from './series.ts';

const FULL = { rounds: 3, settleMs: 6000, windowMs: 20_000 };
const QUICK = { rounds: 1, settleMs: 3000, windowMs: 8000 };

export const ONE_TAB = `${OURS}, one tab`;
export const THREE_TABS = `${OURS}, three tabs`;
const NOT_ANY_MORE = `${OURS}, nobody any more`;

/** What happens to the app that is watched, in this order. */
const PHASES = [
  { name: BARE_AGAIN, tabs: 0 },
  { name: ONE_TAB, tabs: 1 },
  { name: NOT_ANY_MORE, tabs: 0 },
  { name: THREE_TABS, tabs: 3 },
] as const;

/** By variant: percent of a core, the app's that nobody looks at, and what the other takes more. */
type Samples = Map<string, number[]>;

/** Two apps that do the same at the same time on one core: one is looked at, the other never is. */
interface Pair {
  readonly unseen: WatchedApp;
  readonly seen: WatchedApp;
  readonly samples: Samples;
}

/** CPU of the app while its page is open in a browser, beside one at which nobody looks. */
export async function measureWatching(bench: Bench, browser: Browser): Promise<readonly Group[]> {
  const { rounds } = bench.quick ? QUICK : FULL;
  const all = CHANGES.map((change) => ({
    ...change,
    samples: new Map(
      [BARE, ...PHASES.map(({ name }) => name)].map((name) => [name, [] as number[]]),
    ),
  }));
  for (let round = 1; round <= rounds; round++) {
    await using owner = new AsyncDisposableStack();
    const pairs: Pair[] = [];
    for (const { step, samples } of all) {
      const first = owner.use(await startWatched(bench, SERIES));
      const second = owner.use(await startWatched(bench, SERIES));
      const [unseen, seen] = round % 2 === 0 ? [first, second] : [second, first];
      for (const { program } of [first, second])
        await program.ask('startChanging', { everyMs: CHANGE_EVERY_MS, step });
      pairs.push({ unseen, seen, samples });
    }
    bench.progress(`live: watching, ${round} of ${rounds}`);
    for (const phase of PHASES) await watch(bench, browser, { pairs, phase });
  }
  return all.map(({ id, title, samples }) => ({
    ...{
      id: `live/cpu/${id}`,
      title: `${TITLE}: CPU as a share of one core, ${title} each second`,
    },
    ...{ unit: '%', rows: rowsOf(samples) },
  }));
}

interface Watching {
  readonly pairs: readonly Pair[];
  readonly phase: (typeof PHASES)[number];
}

async function watch(bench: Bench, browser: Browser, { pairs, phase }: Watching): Promise<void> {
  const { settleMs, windowMs } = bench.quick ? QUICK : FULL;
  const tabs: Tab[] = [];
  try {
    for (const { seen } of pairs) {
      for (let tab = 0; tab < phase.tabs; tab++) tabs.push(await openTab(browser, seen.url));
    }
    await delay(settleMs, undefined, { signal: bench.signal });
    const polls = tabs.map(countPolls);
    await Promise.all(
      pairs.map(async (pair) => {
        // All at once: the same seconds for all.
        const { unseen, added } = await compareOver(pair, () =>
          delay(windowMs, undefined, { signal: bench.signal }),
        );
        pair.samples.get(phase.name)?.push(added);
        pair.samples.get(BARE)?.push(unseen);
      }),
    );
    assertPolled(polls, windowMs);
  } finally {
    for (const tab of tabs) await tab.close();
  }
}

async function compareOver({ unseen, seen }: Pair, work: () => Promise<void>) {
  const read = async ({ program }: WatchedApp) => ({
    cpu: await program.ask<number>('cpuMicros'),
    at: performance.now() * 1000,
  });
  const before = await Promise.all([read(unseen), read(seen)]);
  await work();
  const after = await Promise.all([read(unseen), read(seen)]);
  const percentOf = (app: 0 | 1) =>
    (100 * (after[app].cpu - before[app].cpu)) / (after[app].at - before[app].at);
  return { unseen: percentOf(0), added: percentOf(1) - percentOf(0) };
}

function countPolls({ page }: Tab): { readonly count: number } {
  const seen = { count: 0 };
  page.on('requestfinished', (request) => {
    if (request.url().includes('/live/feed')) seen.count++;
  });
  return seen;
}

/** A page that has stopped asking costs nothing: it must not win. */
function assertPolled(polls: readonly { readonly count: number }[], windowMs: number): void {
  const least = Math.floor(windowMs / LONGEST_INTERVAL_MS);
  for (const { count } of polls)
    if (count < least) throw new Error(`live: ${count} polls of a tab in ${windowMs} ms`);
}

/** More than the page waits from poll to poll with so many series. */
const LONGEST_INTERVAL_MS = 4000;

function rowsOf(samples: Samples): readonly Row[] {
  return [...samples].map(([variant, values]) => ({
    ...{ variant, figure: summarize(values), note: NOTES[variant] },
  }));
}

const NOTES: Readonly<Record<string, string>> = {
  [BARE]: 'at which nobody looks: all that it takes',
  [BARE_AGAIN]: 'before anybody looks: what it takes more',
};
