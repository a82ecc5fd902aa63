import type {
  Feed,
  FeedMetric,
  FeedSeries,
  FeedState,
  Frame,
} from '../../../../src/exposition/feed/frame.ts';
import type { PageMetric } from '../../../../src/views/expression.ts';
import { DEFAULT_NAMES } from '../../../../src/views/names.ts';

/** A series as an app has it at a moment. */
export interface ShownSeries {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly state: FeedState;
  readonly bounds?: readonly number[];
  readonly quantiles?: readonly number[];
}

/** All that an app has at a moment. */
export interface Snapshot {
  readonly timeMs: number;
  /** Counts the app's starts. */
  readonly start: number;
  readonly startedMs: number;
  readonly series: readonly ShownSeries[];
  readonly leftOut?: number;
}

export type Types = Readonly<Record<string, FeedMetric['type']>>;

export const INTERVAL_MS = 2000;

/** A metric that no table knows. */
export function pageMetric(
  name: string,
  type: PageMetric['type'],
  ...labels: string[]
): PageMetric {
  return { name, type, unit: '', help: '', labels };
}

/** What an app tells of these moments, one frame each: a whole one first, and after each start. */
export function feedsOf(snapshots: readonly Snapshot[], types: Types): Feed[] {
  let teller = createTeller(types);
  let start: number | undefined;
  return snapshots.map((snapshot) => {
    const isWhole = snapshot.start !== start;
    if (isWhole) teller = createTeller(types);
    start = snapshot.start;
    return { ...aboutFeed(snapshot), isWhole, frames: [teller(snapshot)] };
  });
}

/** Joins feeds that follow on each other, as a page gets them that asks seldom. */
export function joinFeeds(feeds: readonly Feed[], isJoined: (index: number) => boolean): Feed[] {
  const joined: Feed[] = [];
  for (const [index, feed] of feeds.entries()) {
    const last = joined.at(-1);
    if (last === undefined || feed.isWhole || !isJoined(index)) joined.push(feed);
    else joined[joined.length - 1] = { ...last, frames: [...last.frames, ...feed.frames] };
  }
  return joined;
}

function aboutFeed({ timeMs, start, startedMs }: Snapshot): Omit<Feed, 'isWhole' | 'frames'> {
  const app = { service: 'shop', pid: start + 1, node: 'v24.0.0', startedMs, names: DEFAULT_NAMES };
  return { epoch: `epoch ${start}`, timeMs, intervalMs: INTERVAL_MS, app };
}

/** Tells of each moment what is other than at the one before. */
function createTeller(types: Types): (snapshot: Snapshot) => Frame {
  const metrics = new Map<string, number>();
  const known = new Map<string, { readonly id: number; said: string }>();
  let ids = 0;
  let number = 0;
  const goneOf = (series: readonly ShownSeries[]) => {
    const keys = new Set(series.map(keyOf));
    const gone = [...known].filter(([key]) => !keys.has(key));
    for (const [key] of gone) known.delete(key);
    return gone.map(([, { id }]) => id);
  };
  const metricOf = (name: string, frame: Mutable) => {
    const id = metrics.get(name) ?? ++ids;
    if (!metrics.has(name)) frame.metrics.push(aboutMetric(id, name, types));
    metrics.set(name, id);
    return id;
  };
  const tell = (shown: ShownSeries, frame: Mutable) => {
    const { metric, state, ...shape } = shown;
    const before = known.get(keyOf(shown));
    const id = before?.id ?? ++ids;
    const said = JSON.stringify(state);
    if (before === undefined) frame.series.push({ id, metric: metricOf(metric, frame), ...shape });
    if (before?.said !== said) frame.values.push([id, state]);
    known.set(keyOf(shown), { id, said });
  };
  return ({ timeMs, series, leftOut = 0 }) => {
    const frame: Mutable = { metrics: [], series: [], values: [] };
    const gone = goneOf(series);
    for (const shown of series) tell(shown, frame);
    return { number: ++number, timeMs, leftOut, gone, ...frame };
  };
}

interface Mutable {
  readonly metrics: FeedMetric[];
  readonly series: FeedSeries[];
  readonly values: (readonly [number, FeedState])[];
}

function aboutMetric(id: number, name: string, types: Types): FeedMetric {
  const help = `Help of ${name}`;
  return { id, name, type: types[name] ?? 'gauge', unit: '', help, isOwn: name.startsWith('own') };
}

export function keyOf({ metric, labels, bounds }: ShownSeries): string {
  return JSON.stringify([metric, labels, bounds]);
}
