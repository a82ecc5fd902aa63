import type { Bench } from '../harness/bench.ts';
import { type Pair, type PairOptions, runPair } from '../harness/co-run.ts';
import type { RequestApp } from '../names.ts';
import { BARE, BARE_AGAIN, type Group, type Row } from '../report/result.ts';
import { type Summary, summarize } from '../report/statistics.ts';
import { CONTENDERS, type Contender } from './contenders.ts';

const TITLES: Readonly<Record<RequestApp, string>> = {
  http: 'plain http',
  express: 'Express 5',
  fastify: 'Fastify 5',
};

const FULL = {
  warmUpMs: 3000,
  warmUpRequests: 15_000,
  windows: 3,
  windowMs: 1200,
  incarnations: 3,
  ofPeers: 2,
};
const QUICK = {
  warmUpMs: 1000,
  warmUpRequests: 6000,
  windows: 2,
  windowMs: 500,
  incarnations: 2,
  ofPeers: 1,
};

/** CPU per request of each contender, as a multiple of bare at the same moment on the same core. */
export async function measureRequests(
  bench: Bench,
  apps: readonly RequestApp[],
): Promise<readonly Group[]> {
  const groups: Group[] = [];
  for (const app of apps) groups.push(await measureApp(bench, app));
  return groups;
}

async function measureApp(bench: Bench, app: RequestApp): Promise<Group> {
  const rows: Row[] = [];
  const bareMicros: number[] = [];
  let control: Summary | undefined;
  for (const contender of CONTENDERS) {
    const pairs = await measureContender(bench, app, contender);
    const ratio = summarize(pairs.map((pair) => pair.ratio));
    if (contender.name === BARE_AGAIN) control = ratio;
    rows.push({
      variant: contender.name,
      figure: summarize(pairs.map(({ micros }) => micros)),
      ratio: { ...ratio, to: BARE, control },
      note: noteOf(app, contender),
    });
    bareMicros.push(...pairs.map((pair) => pair.bareMicros));
  }
  const bare: Row = { variant: BARE, figure: summarize(bareMicros) };
  return {
    id: `requests/${app}`,
    title: `CPU per request, ${TITLES[app]}`,
    unit: 'µs',
    rows: [bare, ...rows],
  };
}

/** Pairs of fresh processes, since what the compiler makes of the same code differs between them. */
async function measureContender(
  bench: Bench,
  app: RequestApp,
  contender: Contender,
): Promise<readonly Pair[]> {
  const { incarnations, ofPeers, ...windows } = bench.quick ? QUICK : FULL;
  const rounds = contender.peer ? ofPeers : incarnations;
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round++) {
    bench.progress(`requests: ${TITLES[app]}, ${contender.name}, ${round + 1} of ${rounds}`);
    pairs.push(await runPair(bench, pairOf(app, contender, { ...windows, round })));
  }
  return pairs;
}

function pairOf(
  app: RequestApp,
  contender: Contender,
  rest: Omit<PairOptions, 'app' | 'variant' | 'counts' | 'routes'>,
): PairOptions {
  const { counts, routes = [], ...variant } = contender;
  return { app, variant, counts, routes: routes.includes(app), ...rest };
}

function noteOf(app: RequestApp, { counts, routes = [] }: Contender): string | undefined {
  const routeless = app === 'http' || counts === undefined || routes.includes(app);
  return routeless ? undefined : 'no route';
}
