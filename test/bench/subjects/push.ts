import type { Bench } from '../harness/bench.ts';
import { type Library, PUSHING, startPushes } from '../harness/libraries.ts';
import type { Program } from '../harness/program.ts';
import { type Sink, startSink } from '../harness/sink.ts';
import { BARE, BARE_AGAIN, compare, type Group, OURS, type Unit } from '../report/result.ts';
import { median } from '../report/statistics.ts';

const KINDS = ['counter', 'histogram'] as const;
type Kind = (typeof KINDS)[number];

const COUNT = 10_000;
const QUICK_COUNT = 2000;
const ROUNDS = 5;
const WARM_UP = 20;
const PUSHES = 10;

/** What is read off, in the order in which it's measured. */
const MEASURES: Readonly<Record<string, { readonly title: string; readonly unit: Unit }>> = {
  cold: { title: 'CPU of the first', unit: 'ms' },
  bytes: { title: 'bytes on the wire', unit: 'B' },
  coldBlock: { title: 'event-loop block of the first', unit: 'ms' },
  some: { title: 'CPU, every tenth changed', unit: 'ms' },
  all: { title: 'CPU, all changed', unit: 'ms' },
  block: { title: 'event-loop block, all changed', unit: 'ms' },
};

type Figures = Readonly<Record<string, number>>;

/** Exports of many series by OTLP, each library in processes of its own. */
export async function measurePushes(bench: Bench): Promise<readonly Group[]> {
  const groups: Group[] = [];
  for (const kind of KINDS) groups.push(...(await measureKind(bench, kind)));
  return groups;
}

async function measureKind(bench: Bench, kind: Kind): Promise<readonly Group[]> {
  const count = bench.quick ? QUICK_COUNT : COUNT;
  const rounds = bench.quick ? 1 : ROUNDS;
  const figures = new Map<string, Figures[]>(PUSHING.map(({ name }) => [name, []]));
  const what = `${count.toLocaleString('en')} ${kind}s`;
  for (let round = 1; round <= rounds; round++) {
    for (const library of PUSHING) {
      bench.progress(`push: ${what}, ${library.name}, ${round} of ${rounds}`);
      figures.get(library.name)?.push(await measureLibrary(bench, library, { kind, count }));
    }
  }
  return Object.entries(MEASURES).map(([name, { title, unit }]) => {
    const samples = new Map(
      [...figures].map(([library, all]) => [library, all.map((each) => each[name] ?? Number.NaN)]),
    );
    const id = `push/${kind}s/${name}`;
    return { id, title: `Export of ${what}: ${title}`, unit, rows: compare(samples, { to: OURS }) };
  });
}

interface Subject {
  readonly kind: Kind;
  readonly count: number;
}

async function measureLibrary(bench: Bench, library: Library, subject: Subject): Promise<Figures> {
  await using sink = await startSink();
  await using program = startPushes(bench, library, sink.url);
  const all = { kind: subject.kind, to: subject.count };
  const some = { ...all, step: 10 };
  await program.ask('touch', all);
  await program.ask('watchDelay');
  const cold = await program.ask<number>('push');
  const coldBlock = await program.ask<number>('longestDelay');
  assertComplete(library, subject, sink);
  const { bytes } = sink;
  const pushes = async (times: number, touched: object) => {
    const samples: number[] = [];
    for (let push = 0; push < times; push++) {
      await program.ask('touch', touched);
      samples.push(await program.ask<number>('push'));
      sink.clear();
    }
    return median(samples);
  };
  await pushes(WARM_UP, all);
  return {
    ...{ cold, bytes, coldBlock },
    some: await pushes(PUSHES, some),
    all: await pushes(PUSHES, all),
    block: await blockOf(program, all),
  };
}

async function blockOf(program: Program, touched: object): Promise<number> {
  await program.ask('touch', touched);
  await program.ask('watchDelay');
  await program.ask('push');
  return await program.ask<number>('longestDelay');
}

/** A push that leaves series out must not win. */
function assertComplete({ name }: Library, { count }: Subject, sink: Sink): void {
  if (name === BARE || name === BARE_AGAIN) return;
  const found = sink.count('/api/v1/resource-');
  if (found !== count) throw new Error(`${name}: ${found} of ${count} series in the push`);
}
