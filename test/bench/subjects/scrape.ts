import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from '../harness/bench.ts';
import { LIBRARIES, type Library, startSeries } from '../harness/libraries.ts';
import type { Program } from '../harness/program.ts';
import { type Scrape, scrape } from '../harness/scrape.ts';
import {
  BARE,
  BARE_AGAIN,
  compare,
  type Group,
  OURS,
  PROM_CLIENT,
  type Unit,
} from '../report/result.ts';

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

/** What a page is asked for as. Who has no such format answers with the one that it has. */
interface Format {
  /** Part of the groups' names; empty for what is asked for without a word. */
  readonly id: string;
  readonly title: string;
  readonly accept: string;
  readonly libraries: readonly Library[];
  /** What stands on its page once for each series. */
  readonly perSeries: (kind: Kind) => string;
}

const sampleOf = ({ suffix }: Kind) => `${suffix}{`;
const BOTH = LIBRARIES.filter(({ name }) => name === OURS || name === PROM_CLIENT);

const FORMATS: readonly Format[] = [
  { id: '', title: '', accept: '', libraries: LIBRARIES, perSeries: sampleOf },
  {
    id: '-text-1',
    title: ' as text 1.0.0',
    accept: 'text/plain;version=1.0.0;escaping=allow-utf-8',
    libraries: BOTH,
    perSeries: sampleOf,
  },
  {
    id: '-openmetrics',
    title: ' as OpenMetrics',
    accept: 'application/openmetrics-text;version=1.0.0',
    libraries: BOTH,
    perSeries: sampleOf,
  },
  {
    id: '-protobuf',
    title: ' as protobuf (prom-client: as text)',
    accept:
      'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited',
    libraries: BOTH,
    perSeries: () => '/api/v1/resource-',
  },
];

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
  for (const kind of bench.quick ? QUICK : FULL) {
    for (const format of FORMATS) groups.push(...(await measureKind(bench, kind, format)));
  }
  return groups;
}

async function measureKind(bench: Bench, kind: Kind, format: Format): Promise<readonly Group[]> {
  const rounds = bench.quick ? 1 : ROUNDS;
  const figures = new Map<string, Figures[]>(format.libraries.map(({ name }) => [name, []]));
  const what = `${kind.count.toLocaleString('en')} ${kind.kind}s${format.title}`;
  for (let round = 1; round <= rounds; round++) {
    for (const library of format.libraries) {
      bench.progress(`scrape: ${what}, ${library.name}, ${round} of ${rounds}`);
      figures.get(library.name)?.push(await measureLibrary(bench, library, { kind, format }));
    }
  }
  return Object.entries(MEASURES).map(([name, { title, unit }]) => {
    const samples = new Map(
      [...figures].map(([library, all]) => [library, all.map((each) => each[name] ?? Number.NaN)]),
    );
    const id = `scrape/${kind.kind}s${format.id}/${name}`;
    return { id, title: `Scrape of ${what}: ${title}`, unit, rows: compare(samples, { to: OURS }) };
  });
}

interface Subject {
  readonly kind: Kind;
  readonly format: Format;
}

async function measureLibrary(
  bench: Bench,
  library: Library,
  { kind, format }: Subject,
): Promise<Figures> {
  await using program = await startSeries(bench, library);
  const port = await program.ask<number>('port');
  const ask = () => scrape(port, bench.signal, format.accept);
  const all = { kind: kind.kind, to: kind.count };
  const first = { ...all, to: kind.count / 10 };
  const scattered = { ...all, step: 10 };
  const scrapeAfter = async (touched: object) => {
    await program.ask('touch', touched);
    return (await ask()).ms;
  };
  await program.ask('touch', all);
  await program.ask('usedBytes');
  const { block: coldBlock, page } = await watched(program, ask);
  assertComplete(library, { kind, format }, page);
  return {
    cold: page.ms,
    bytes: page.bytes,
    coldBlock,
    first: await scrapeAfter(first),
    firstAgain: await scrapeAfter(first),
    scattered: await scrapeAfter(scattered),
    scatteredAgain: await scrapeAfter(scattered),
    block: await blockWhileRecording(program, kind, ask),
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
function assertComplete({ name }: Library, { kind, format }: Subject, page: Scrape): void {
  if (name === BARE || name === BARE_AGAIN) return;
  const perSeries = name === OURS ? format.perSeries : sampleOf;
  const found = page.count(perSeries(kind));
  if (found !== kind.count)
    throw new Error(`${name}: ${found} of ${kind.count} series on the page`);
}
