import { median } from '../report/statistics.ts';
import type { Bench } from './bench.ts';
import { assertMeasured } from './measured.ts';
import { type Reading, type ServedApp, serveApp, underLoad, type Variant } from './served-app.ts';

export interface PairOptions {
  readonly app: string;
  readonly variant: Variant;
  /** The histogram whose count has to be that of the requests. */
  readonly counts: string | undefined;
  /** Whether each route of the app has to be on the page. */
  readonly routes: boolean;
  /** Lasts at least so long, and goes on for as long again until both have answered so many. */
  readonly warmUpMs: number;
  readonly warmUpRequests: number;
  readonly windows: number;
  readonly windowMs: number;
  /** Which of the two starts first alternates with this number. */
  readonly round: number;
}

export interface Pair {
  /** CPU per request of the variant, as a multiple of bare's. */
  readonly ratio: number;
  readonly micros: number;
  readonly bareMicros: number;
}

const BARE: Variant = { name: 'bare' };

/**
 * Runs the bare app and a variant of it at once on one core, each under its own load from the other
 * core, and compares what a request costs them. Whatever else the machine does meets both: two runs
 * after one another differ by far more than what is looked for. The figures are medians of windows.
 */
export async function runPair(bench: Bench, options: PairOptions): Promise<Pair> {
  const { app, variant, round, windows } = options;
  const bareFirst = round % 2 === 0;
  await using first = await serveApp(bench, app, bareFirst ? BARE : variant);
  await using second = await serveApp(bench, app, bareFirst ? variant : BARE);
  const [bare, measured] = bareFirst ? [first, second] : [second, first];
  const costs: Pair[] = [];
  {
    await using bareLoad = bare.startLoad();
    await using load = measured.startLoad();
    const loads = [bareLoad, load];
    do await underLoad(loads, options.warmUpMs, bench.signal);
    while (loads.some(({ answered }) => answered < options.warmUpRequests));
    for (let window = 0; window < windows; window++) {
      const before = await Promise.all([bare.read(), measured.read()]);
      await underLoad(loads, options.windowMs, bench.signal);
      const after = await Promise.all([bare.read(), measured.read()]);
      costs.push(compareCost(before, after));
    }
  }
  await assertPage(measured, options);
  return {
    ratio: median(costs.map((cost) => cost.ratio)),
    micros: median(costs.map((cost) => cost.micros)),
    bareMicros: median(costs.map((cost) => cost.bareMicros)),
  };
}

type Readings = readonly [bare: Reading, measured: Reading];

function compareCost(before: Readings, after: Readings): Pair {
  const bareMicros = perRequest(before[0], after[0]);
  const micros = perRequest(before[1], after[1]);
  return { ratio: micros / bareMicros, micros, bareMicros };
}

function perRequest(before: Reading, after: Reading): number {
  return (after.cpuMicros - before.cpuMicros) / (after.served - before.served);
}

/** A variant that does not measure must not win. */
async function assertPage(app: ServedApp, { variant, counts, routes }: PairOptions): Promise<void> {
  if (counts === undefined) return;
  const { served } = await app.read();
  await assertMeasured({ name: variant.name, port: app.metricsPort, counts, routes, served });
}
