import fc from 'fast-check';
import type { ShownSeries, Snapshot, Types } from './app-model.ts';

export const TYPES: Types = { hits: 'counter', took: 'histogram', depth: 'gauge' };

const ROUTES = ['/a', '/b', '/c'];
const BOUNDS = [
  [0.1, 0.5, 2],
  [1, 2],
];

/** What happens between two looks: who was called and for how long. */
const stepArbitrary = fc.record({
  afterMs: fc.integer({ min: 500, max: 6000 }),
  isRestart: fc.nat({ max: 9 }).map((chance) => chance === 0),
  calls: fc.array(
    fc.record({
      route: fc.constantFrom(...ROUTES),
      status: fc.constantFrom('200', '500'),
      seconds: fc.constantFrom(0.0625, 0.25, 0.5, 1.5, 4),
    }),
    { maxLength: 6 },
  ),
  gone: fc.option(fc.constantFrom(...ROUTES), { freq: 6 }),
});

type Step = typeof stepArbitrary extends fc.Arbitrary<infer T> ? T : never;

/** An app under traffic that is started anew at times, and forgets series at times. */
export function appArbitrary(most = 30): fc.Arbitrary<readonly Snapshot[]> {
  return fc.array(stepArbitrary, { minLength: 1, maxLength: most }).map(snapshotsOf);
}

function snapshotsOf(steps: readonly Step[]): readonly Snapshot[] {
  let timeMs = 1_750_000_000_000;
  let start = 0;
  let startedMs = timeMs - 60_000;
  let app = createApp();
  return steps.map(({ afterMs, isRestart, calls, gone }) => {
    if (isRestart) {
      app = createApp();
      start += 1;
      startedMs = timeMs + 1;
    }
    timeMs += afterMs;
    if (gone !== null) app.forget(gone);
    for (const call of calls) app.call(call);
    return { timeMs, start, startedMs, series: app.series() };
  });
}

function createApp() {
  const series = new Map<string, ShownSeries>();
  const add = (shown: ShownSeries) =>
    series.set(JSON.stringify([shown.metric, shown.labels]), shown);
  const stateOf = (metric: string, labels: ShownSeries['labels']) =>
    series.get(JSON.stringify([metric, labels]))?.state;
  return {
    call({ route, status, seconds }: Step['calls'][number]) {
      const labels = { route, status };
      const bounds = BOUNDS[ROUTES.indexOf(route) % 2] ?? [];
      const before = stateOf('took', labels) as number[] | undefined;
      const [count = 0, sum = 0, ...counts] = before ?? [0, 0, ...bounds.map(() => 0), 0];
      const place = bounds.findIndex((bound) => seconds <= bound);
      const bucket = place === -1 ? bounds.length : place;
      const grown = counts.map((each, at) => each + Number(at === bucket));
      add({ metric: 'took', labels, bounds, state: [count + 1, sum + seconds, ...grown] });
      add({ metric: 'hits', labels, state: ((stateOf('hits', labels) as number) ?? 0) + 1 });
      add({ metric: 'depth', labels, state: seconds === 4 ? null : seconds });
    },
    forget(route: string) {
      for (const [key, { labels }] of series) if (labels.route === route) series.delete(key);
    },
    series: () => [...series.values()],
  };
}
