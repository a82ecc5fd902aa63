import type { History } from '../../../../src/live/model/history.ts';
import { createHistory } from '../../../../src/live/model/recorder.ts';
import { feedsOf, INTERVAL_MS, type ShownSeries, type Snapshot } from './app-model.ts';

export const T0 = 1_750_000_000_000;
export const TYPES = { hits: 'counter', depth: 'gauge', took: 'histogram' } as const;
export function hits(state: number, route = '/'): ShownSeries {
  return { metric: 'hits', labels: { route }, state };
}

export function depth(state: number | null): ShownSeries {
  return { metric: 'depth', labels: {}, state };
}

/** A moment, `ticks` intervals after the first one. */
export function moment(
  ticks: number,
  series: readonly ShownSeries[],
  more: Partial<Snapshot> = {},
) {
  const timeMs = T0 + ticks * INTERVAL_MS;
  return { timeMs, start: 0, startedMs: T0 - 1000, series, ...more };
}

export function play(snapshots: readonly Snapshot[], history = createHistory()): History {
  for (const feed of feedsOf(snapshots, TYPES)) history.apply(feed);
  return history;
}
