import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from '../harness/bench.ts';
import { LIBRARIES, type Library, startSeries } from '../harness/libraries.ts';
import type { Program } from '../harness/program.ts';
import { type Scrape, scrape } from '../harness/scrape.ts';
import { BARE, BARE_AGAIN, compare, type Group, OURS, type Unit } from '../report/result.ts';

interface Kind {
  readonly kind: 'counter' | 'histogram';
  readonly count: number;
  /** One sample of each series has a name that ends like this. */
  readonly suffix: string;
}

const COUNTERS = { kind: 'counter', suffix: 'bench_counter_total' } as const;
const HISTOGRAMS = { kind: 'histogram', suffix: 'bench_histogram_count' } as const;
const FULL: readonly Kind[] = [
  { ...COUNTERS, count: 100_000 },
  { ...HISTOGRAMS, count: 10_000 },
];
const QUICK: readonly Kind[] = [
  { ...COUNTERS, count: 20_000 },
  { ...HISTOGRAMS, count: 2000 },
];
const ROUNDS = 3;

/** What is read off, in the order in which it's measured. */
const MEASURES: Readonly<Record<string, { readonly title: string; readonly unit: Unit }>> = {
  cold: { title: 'first scrape', unit: 'ms' },
  bytes: { title: 'bytes on the wire', unit: 'B' },
  coldBlock: { title: 'event-loop block of the first scrape', unit: 'ms' },
  first: { title: 'second scrape, the 10 % created first changed', unit: 'ms' },
  firstAgain: { title: 'third scrape, the same 10 % changed again', unit: 'ms' },
  scattered: { title: 'next scrape, every tenth changed', unit: 'ms' },
  scatteredAgain: { title: 'next scrape, every tenth changed again', unit: 'ms' },
  block: { title: 'event-loop block of a scrape while 200 points/ms are recorded', unit: 'ms' },
};

type Figures = Readonly<Record<string, number>>;

/** Scrapes over HTTP of many series, each library in processes of its own. */
export async function measureScrapes(bench: Bench): Promise<readonly Group[]> {
  const groups: Group[] = [];
  for (const kind of bench.quick ? QUICK : FULL) groups.push(...(await measureKind(bench, kind)));
  return groups;
}

async function measureKind(bench: Bench, kind: Kind): Promise<readonly Group[]> {
  const rounds = bench.quick ? 1 : ROUNDS;
  const figures = new Map<string, Figures[]>(LIBRARIES.map(({ name }) => [name, []]));
  const what = `${kind.count.toLocaleString('en')} ${kind.kind}s`;
  for (let round = 1; round <= rounds; round++) {
    for (const library of LIBRARIES) {
      bench.progress(`scrape: ${what}, ${library.name}, ${round} of ${rounds}`);
      figures.get(library.name)?.push(await measureLibrary(bench, library, kind));
    }
  }
  return Object.entries(MEASURES).map(([name, { title, unit }]) => {
    const samples = new Map(
      [...figures].map(([library, all]) => [library, all.map((each) => each[name] ?? Number.NaN)]),
    );
    const id = `scrape/${kind.kind}s/${name}`;
    return { id, title: `Scrape of ${what}: ${title}`, unit, rows: compare(samples, { to: OURS }) };
  });
}

async function measureLibrary(bench: Bench, library: Library, kind: Kind): Promise<Figures> {
  await using program = await startSeries(bench, library);
  const port = await program.ask<number>('port');
  const all = { kind: kind.kind, to: kind.count };
  const first = { ...all, to: kind.count / 10 };
  const scattered = { ...all, step: 10 };
  const scrapeAfter = async (touched: object) => {
    await program.ask('touch', touched);
    return (await scrape(port, bench.signal)).ms;
  };
  await program.ask('touch', all);
  await program.ask('usedBytes');
  const { block: coldBlock, page } = await watched(program, () => scrape(port, bench.signal));
  assertComplete(library, kind, page);
  return {
    cold: page.ms,
    bytes: page.bytes,
    coldBlock,
    first: await scrapeAfter(first),
    firstAgain: await scrapeAfter(first),
    scattered: await scrapeAfter(scattered),
    scatteredAgain: await scrapeAfter(scattered),
    block: await blockWhileRecording(program, kind, () => scrape(port, bench.signal)),
  };
}

const SETTLED_MS = 200;

async function blockWhileRecording(
  program: Program,
  { kind, count }: Kind,
  work: () => Promise<Scrape>,
): Promise<number> {
  await program.ask('startRecording', { kind, hot: count / 10 });
  await delay(SETTLED_MS);
  const { block } = await watched(program, work);
  await program.ask('stopRecording');
  return block;
}

async function watched(program: Program, work: () => Promise<Scrape>) {
  await program.ask('watchDelay');
  const page = await work();
  return { page, block: await program.ask<number>('longestDelay') };
}

/** A page that leaves series out must not win. */
function assertComplete(library: Library, { count, suffix }: Kind, page: Scrape): void {
  if (library.name === BARE || library.name === BARE_AGAIN) return;
  const found = page.samples(suffix);
  if (found !== count) throw new Error(`${library.name}: ${found} of ${count} series on the page`);
}
