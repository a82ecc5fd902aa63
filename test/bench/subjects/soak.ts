import type { Bench } from '../harness/bench.ts';
import { scrape } from '../harness/scrape.ts';
import { type ServedApp, serveApp, underLoad } from '../harness/served-app.ts';
import { BARE, type Group, OURS, type Row } from '../report/result.ts';
import { type Slope, slope } from '../report/statistics.ts';

/** Heap in use after a garbage collection, at one moment in minutes. */
interface Moment {
  readonly x: number;
  readonly bare: number;
  readonly ours: number;
}

const FULL = { warmUpMs: 20_000, soakMs: 120_000, everyMs: 4000 };
const QUICK = { warmUpMs: 3000, soakMs: 10_000, everyMs: 1000 };
/** In the warm-up, so that what compiled code of the page takes is there before the first look. */
const WARM_UP_SCRAPE_MS = 100;
const MS_PER_MINUTE = 60_000;

/**
 * How the heap grows under load, with the agent and without: both apps run at once, and the agent's
 * page is scraped before each look at the heap.
 */
export async function measureSoak(bench: Bench): Promise<readonly Group[]> {
  const { warmUpMs, soakMs, everyMs } = bench.quick ? QUICK : FULL;
  const preload = ['--import', '@acme/otel-metrics/register'];
  await using bare = await serveApp(bench, 'express', { name: BARE });
  await using ours = await serveApp(bench, 'express', { name: OURS, flags: preload });
  await using bareLoad = bare.startLoad();
  await using load = ours.startLoad();
  const loads = [bareLoad, load];
  bench.progress('soak: warming up');
  for (let ms = 0; ms < warmUpMs; ms += WARM_UP_SCRAPE_MS) {
    await underLoad(loads, WARM_UP_SCRAPE_MS, bench.signal);
    await scrape(ours.metricsPort, bench.signal);
  }
  const from = performance.now();
  const moments: Moment[] = [];
  while (performance.now() - from < soakMs) {
    await underLoad(loads, everyMs, bench.signal);
    await scrape(ours.metricsPort, bench.signal);
    const x = (performance.now() - from) / MS_PER_MINUTE;
    const [bareBytes, bytes] = await Promise.all([heapOf(bare), heapOf(ours)]);
    moments.push({ x, bare: bareBytes, ours: bytes });
    bench.progress(`soak: ${Math.round(x * 60)} of ${soakMs / 1000} s`);
  }
  return [soakGroup(moments, load.answered)];
}

function heapOf(app: ServedApp): Promise<number> {
  return app.program.ask<number>('heap');
}

/** Ours minus bare is compared moment by moment: what both do at once is not the agent's. */
export function soakGroup(moments: readonly Moment[], requests: number): Group {
  const line = (bytes: (moment: Moment) => number) =>
    slope(moments.map((moment) => ({ x: moment.x, y: bytes(moment) })));
  const added = line(({ ours, bare }) => ours - bare);
  const within = Math.abs(added.perUnit) <= added.uncertainty;
  return {
    id: 'soak/heap',
    title: `Soak: growth of the heap under load (${requests.toLocaleString('en')} requests to ours)`,
    unit: 'B/min',
    rows: [
      row(
        BARE,
        line(({ bare }) => bare),
      ),
      row(
        OURS,
        line(({ ours }) => ours),
      ),
      row('ours minus bare', added, within ? 'none' : 'more than its uncertainty'),
    ],
  };
}

function row(variant: string, { perUnit, uncertainty }: Slope, note?: string): Row {
  const figure = { median: perUnit, low: perUnit - uncertainty, high: perUnit + uncertainty };
  return { variant, figure, note };
}
