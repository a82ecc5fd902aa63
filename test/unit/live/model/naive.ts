import { keyOf, type ShownSeries, type Snapshot } from './app-model.ts';

/** What a question is asked of. */
export interface Asked {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly windowMs: number;
}

type Snapshots = readonly Snapshot[];

/** By how much one state grew since the moment before. */
function growthOf(snapshots: Snapshots, key: string, at: number): readonly number[] {
  const now = stateAt(snapshots, key, at) ?? [];
  if (at === 0) return now.map(() => 0);
  const old = stateAt(snapshots, key, at - 1);
  if (old === undefined || snapshots[at]?.start !== snapshots[at - 1]?.start) return now;
  const hasFallen = now.some((value, part) => part !== 1 && value < (old[part] ?? 0));
  return now.map((value, part) => {
    const before = old[part] ?? 0;
    return hasFallen || value < before ? value : value - before;
  });
}

function stateAt(snapshots: Snapshots, key: string, at: number): readonly number[] | undefined {
  const shown = snapshots[at]?.series.find((series) => keyOf(series) === key);
  return shown && [shown.state].flat().map((value) => value ?? Number.NaN);
}

/** Every series that the window of a moment has seen, with what it grew by. */
function increases(snapshots: Snapshots, at: number, asked: Asked) {
  const start = startOf(snapshots, at, asked.windowMs);
  const grown = new Map<string, { shown: ShownSeries; by: number[] }>();
  for (let moment = start + 1; moment <= at; moment++) {
    for (const shown of snapshots[moment]?.series ?? []) {
      if (!isAsked(shown, asked)) continue;
      const by = growthOf(snapshots, keyOf(shown), moment);
      const sum = grown.get(keyOf(shown))?.by ?? by.map(() => 0);
      grown.set(keyOf(shown), { shown, by: sum.map((value, part) => value + (by[part] ?? 0)) });
    }
  }
  const timeMs = (index: number) => snapshots[index]?.timeMs ?? Number.NaN;
  return { grown: [...grown.values()], seconds: (timeMs(at) - timeMs(start)) / 1000 };
}

function startOf(snapshots: Snapshots, at: number, windowMs: number): number {
  const timeMs = snapshots[at]?.timeMs ?? 0;
  const inWindow = snapshots.findIndex((one) => timeMs - one.timeMs <= windowMs);
  return inWindow < at ? inWindow : at - 1;
}

function isAsked({ metric, labels }: ShownSeries, asked: Asked): boolean {
  if (metric !== asked.metric) return false;
  return Object.entries(asked.labels).every(([label, value]) => labels[label] === value);
}

export function naiveRate(
  snapshots: Snapshots,
  at: number,
  { part, ...asked }: Asked & { part: number },
) {
  if (at === 0) return null;
  const { grown, seconds } = increases(snapshots, at, asked);
  if (grown.length === 0) return null;
  return grown.reduce((sum, { by }) => sum + (by[part] ?? 0), 0) / seconds;
}

export function naiveQuantile(
  snapshots: Snapshots,
  at: number,
  { q, ...asked }: Asked & { q: number },
) {
  if (at === 0) return null;
  const counts = new Map<number, number>();
  for (const { shown, by } of increases(snapshots, at, asked).grown) {
    let below = 0;
    for (const [index, bound] of [...(shown.bounds ?? []), Number.POSITIVE_INFINITY].entries()) {
      below += by[2 + index] ?? 0;
      counts.set(bound, (counts.get(bound) ?? 0) + below);
    }
  }
  return lineThrough(
    q,
    [...counts].sort(([a], [b]) => a - b),
  );
}

/** As Prometheus documents `histogram_quantile`. */
function lineThrough(q: number, buckets: readonly (readonly [bound: number, count: number])[]) {
  const total = Math.max(0, ...buckets.map(([, count]) => count));
  if (total === 0) return null;
  let [lower, below] = [0, 0];
  for (const [bound, count] of buckets) {
    const upTo = Math.max(below, count);
    if (upTo >= q * total) {
      if (bound === Number.POSITIVE_INFINITY) return lower;
      return lower + (bound - lower) * ((q * total - below) / (upTo - below));
    }
    [lower, below] = [bound, upTo];
  }
  return null;
}

export function naiveLevels(snapshots: Snapshots, at: number, asked: Asked): readonly number[] {
  const shown = snapshots[at]?.series.filter((series) => isAsked(series, asked)) ?? [];
  return shown.map(({ state }) => state).filter((state) => typeof state === 'number');
}

export function naiveCount(snapshots: Snapshots, at: number, asked: Asked): number | null {
  return snapshots[at]?.series.filter((series) => isAsked(series, asked)).length || null;
}
