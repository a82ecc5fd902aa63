import { freemem } from 'node:os';
import type { Bench } from '../harness/bench.ts';
import { LIBRARIES, type Library, startSeries } from '../harness/libraries.ts';
import { scrape } from '../harness/scrape.ts';
import { compare, type Group, OURS, SDK } from '../report/result.ts';

interface Kind {
  readonly kind: 'counter' | 'histogram';
  readonly count: number;
}

const FULL: readonly Kind[] = [
  { kind: 'counter', count: 100_000 },
  { kind: 'histogram', count: 30_000 },
];
const QUICK: readonly Kind[] = [
  { kind: 'counter', count: 20_000 },
  { kind: 'histogram', count: 5000 },
];
const ROUNDS = 2;
/** Series that are there before: what the first ones bring along belongs to no series. */
const BEFORE = 100;

/** When the bytes are read. */
const MOMENTS = [
  ['recorded', 'recorded'],
  ['scraped', 'after a scrape'],
  ['touched', 'recorded again after a scrape'],
] as const;

type Moments = Readonly<Record<(typeof MOMENTS)[number][0], number>>;

const PEAK_SERIES = 100_000;
const QUICK_PEAK_SERIES = 20_000;
/** The SDK's page takes 4 GB, which not every machine can spare. */
const SDK_NEEDS_BYTES = 8e9;
const PEAK_HEAP = ['--max-old-space-size=8192'];

/** Bytes per series, and the most that a scrape takes. */
export async function measureMemory(bench: Bench): Promise<readonly Group[]> {
  const groups: Group[] = [];
  for (const kind of bench.quick ? QUICK : FULL) groups.push(...(await measureKind(bench, kind)));
  return [...groups, await measurePeaks(bench)];
}

async function measureKind(bench: Bench, kind: Kind): Promise<readonly Group[]> {
  const rounds = bench.quick ? 1 : ROUNDS;
  const figures = new Map<string, Moments[]>(LIBRARIES.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const library of LIBRARIES) {
      bench.progress(`memory: ${kind.kind}s, ${library.name}, ${round} of ${rounds}`);
      figures.get(library.name)?.push(await bytesPerSeries(bench, library, kind));
    }
  }
  const what = `Memory per series, ${kind.count.toLocaleString('en')} ${kind.kind}s`;
  return MOMENTS.map(([moment, words]) => {
    const samples = new Map([...figures].map(([name, all]) => [name, all.map((at) => at[moment])]));
    const id = `memory/${kind.kind}s/${moment}`;
    return { id, title: `${what}: ${words}`, unit: 'B', rows: compare(samples, { to: OURS }) };
  });
}

async function bytesPerSeries(
  bench: Bench,
  library: Library,
  { kind, count }: Kind,
): Promise<Moments> {
  await using program = await startSeries(bench, library);
  const port = await program.ask<number>('port');
  await program.ask('touch', { kind, to: BEFORE });
  await scrape(port, bench.signal);
  const before = await program.ask<number>('usedBytes');
  const added = async () => ((await program.ask<number>('usedBytes')) - before) / count;
  const series = { kind, from: BEFORE, to: BEFORE + count };
  await program.ask('touch', series);
  const recorded = await added();
  await scrape(port, bench.signal);
  const scraped = await added();
  await program.ask('touch', series);
  return { recorded, scraped, touched: await added() };
}

async function measurePeaks(bench: Bench): Promise<Group> {
  const count = bench.quick ? QUICK_PEAK_SERIES : PEAK_SERIES;
  const peaks = new Map<string, number[]>();
  for (const library of LIBRARIES) {
    if (library.name === SDK && (bench.quick || freemem() < SDK_NEEDS_BYTES)) continue;
    bench.progress(`memory: peak of a scrape, ${library.name}`);
    peaks.set(library.name, [await peakOfScrape(bench, library, count)]);
  }
  const title = `Peak memory (RSS) of a process with ${count.toLocaleString('en')} histograms, scraped once`;
  return { id: 'memory/peak', title, unit: 'B', rows: compare(peaks, { to: OURS }) };
}

async function peakOfScrape(bench: Bench, library: Library, count: number): Promise<number> {
  await using program = await startSeries(bench, library, PEAK_HEAP);
  const port = await program.ask<number>('port');
  await program.ask('touch', { kind: 'histogram', to: count });
  await scrape(port, bench.signal);
  return await program.ask<number>('peakBytes');
}
