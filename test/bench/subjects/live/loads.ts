import type { Browser } from 'playwright-core';
import { openTab } from '../../../browser/chromium.ts';
import type { Bench } from '../../harness/bench.ts';
import { startWatched, type WatchedApp } from '../../harness/watched-app.ts';
import { type Group, OURS, type Unit } from '../../report/result.ts';
import { summarize } from '../../report/statistics.ts';
import { markChart, readLoad } from './load-marks.ts';
import { CHANGE_EVERY_MS, SERIES, TITLE } from './series.ts';

/** What a load of the page was, times from the beginning of the navigation. */
export interface Load {
  readonly paintMs: number;
  /** The first chart of which a curve is seen. */
  readonly curveMs: number;
  /** Of HTML, script and styles. */
  readonly shellBytes: number;
  readonly shellSentBytes: number;
  readonly feedBytes: number;
  readonly feedSentBytes: number;
}

const FIRST = `${OURS}, first to look`;
export const LATER = `${OURS}, somebody looked before`;

const ROUNDS = 3;
const LATER_LOADS = 3;

const MEASURES: Readonly<
  Record<string, { readonly of: keyof Load; readonly title: string; readonly unit: Unit }>
> = {
  paint: { of: 'paintMs', title: 'first contentful paint', unit: 'ms' },
  curve: { of: 'curveMs', title: 'first curve', unit: 'ms' },
  shellSent: { of: 'shellSentBytes', title: 'HTML, script and styles on the wire', unit: 'B' },
  shell: { of: 'shellBytes', title: 'HTML, script and styles, inflated', unit: 'B' },
  feedSent: { of: 'feedSentBytes', title: 'first feed on the wire', unit: 'B' },
  feed: { of: 'feedBytes', title: 'first feed, inflated', unit: 'B' },
};

/** Loads of the page in a browser that has nothing of it, each round on an app of its own. */
export async function measureLoads(bench: Bench, browser: Browser): Promise<readonly Group[]> {
  const rounds = bench.quick ? 1 : ROUNDS;
  const loads = new Map<string, Load[]>([
    [FIRST, []],
    [LATER, []],
  ]);
  // The first page of all fills the browser's own caches, and does not count.
  await roundOf(bench, browser, () => {});
  for (let round = 1; round <= rounds; round++) {
    bench.progress(`live: loads, ${round} of ${rounds}`);
    await roundOf(bench, browser, (name, load) => loads.get(name)?.push(load));
  }
  return Object.entries(MEASURES).map(([id, { of, title, unit }]) => ({
    ...{ id: `live/${id}`, title: `${TITLE}: ${title}`, unit },
    rows: [...loads].map(([variant, all]) => ({
      variant,
      figure: summarize(all.map((load) => load[of])),
    })),
  }));
}

async function roundOf(
  bench: Bench,
  browser: Browser,
  found: (name: string, load: Load) => void,
): Promise<void> {
  await using app = await startWatched(bench, SERIES);
  await app.program.ask('startChanging', { everyMs: CHANGE_EVERY_MS, step: 10 });
  found(FIRST, await loadOnce(browser, app));
  for (let load = 0; load < LATER_LOADS; load++) found(LATER, await loadOnce(browser, app));
}

async function loadOnce(browser: Browser, { url }: WatchedApp): Promise<Load> {
  const tab = await openTab(browser, 'about:blank');
  try {
    await markChart(tab);
    await tab.page.goto(url);
    return await readLoad(tab);
  } finally {
    await tab.close();
  }
}
