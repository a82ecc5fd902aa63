import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Bench } from '../harness/bench.ts';
import { freePort } from '../harness/free-port.ts';
import { inherited } from '../harness/program.ts';
import {
  AUTO,
  BARE,
  BARE_AGAIN,
  type Group,
  OURS,
  PROM_CLIENT,
  type Ratio,
  type Row,
  type Unit,
} from '../report/result.ts';
import { type Summary, summarize } from '../report/statistics.ts';

interface Preload {
  readonly name: string;
  readonly flags: readonly string[];
}

/** What an app says of its start. */
interface Start {
  readonly listeningMs: number;
  readonly cpuMs: number;
  readonly rssBytes: number;
}

const REGISTER = '@acme/otel-metrics/register';
export const OURS_IMPORTED = `${OURS}, --import`;

const PRELOADS: readonly Preload[] = [
  { name: BARE, flags: [] },
  { name: BARE_AGAIN, flags: [] },
  { name: OURS_IMPORTED, flags: ['--import', REGISTER] },
  { name: `${OURS}, --require`, flags: ['--require', REGISTER] },
  {
    name: `${PROM_CLIENT}, default metrics`,
    flags: ['--require', './programs/startup/prom-client.cjs'],
  },
  { name: AUTO, flags: ['--require', '@opentelemetry/auto-instrumentations-node/register'] },
];

const MEASURES: readonly {
  readonly id: keyof Start;
  readonly title: string;
  readonly unit: Unit;
}[] = [
  { id: 'cpuMs', title: 'CPU added', unit: 'ms' },
  { id: 'listeningMs', title: 'time added until the app listens', unit: 'ms' },
  { id: 'rssBytes', title: 'memory (RSS) added', unit: 'B' },
];

const ROUNDS = 15;
const QUICK_ROUNDS = 4;

/** What a preload adds to the start of an app that serves HTTP, in interleaved rounds. */
export async function measureStartup(bench: Bench): Promise<readonly Group[]> {
  const rounds = bench.quick ? QUICK_ROUNDS : ROUNDS;
  const starts = new Map<string, Start[]>(PRELOADS.map(({ name }) => [name, []]));
  // The first start of each fills the system's file cache, and does not count.
  for (const preload of PRELOADS) await start(bench, preload);
  for (let round = 1; round <= rounds; round++) {
    bench.progress(`startup: round ${round} of ${rounds}`);
    for (const preload of PRELOADS) starts.get(preload.name)?.push(await start(bench, preload));
  }
  return MEASURES.map(({ id, title, unit }) => {
    const samples = new Map([...starts].map(([name, all]) => [name, all.map((each) => each[id])]));
    return { id: `startup/${id}`, title: `Start-up: ${title}`, unit, rows: rowsOf(samples) };
  });
}

async function start(bench: Bench, { flags }: Preload): Promise<Start> {
  const node = [process.execPath, ...flags, 'programs/startup/app.cjs'];
  const [command = '', ...args] = bench.cores.onMeasuredCore(node);
  const child = spawn(command, args, {
    cwd: bench.project.folder,
    env: {
      ...inherited(),
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'prometheus',
      OTEL_EXPORTER_PROMETHEUS_PORT: String(await freePort()),
    },
    stdio: ['ignore', 'pipe', 'ignore'],
    signal: bench.signal,
    killSignal: 'SIGKILL',
  });
  const exited = once(child, 'exit');
  const [output] = await Promise.all([text(child.stdout), exited]);
  const said = output.slice(output.lastIndexOf('{'));
  return JSON.parse(said) as Start;
}

/** Figures are differences to bare in the same round; ratios are those of the whole start. */
function rowsOf(samples: ReadonlyMap<string, readonly number[]>): readonly Row[] {
  const bare = samples.get(BARE) ?? [];
  const pairs = (values: readonly number[], combine: (value: number, bare: number) => number) =>
    summarize(values.map((value, round) => combine(value, bare[round] ?? Number.NaN)));
  const divide = (value: number, by: number) => value / by;
  const control: Summary = pairs(samples.get(BARE_AGAIN) ?? [], divide);
  return [...samples].map(([variant, values]) => {
    if (variant === BARE) {
      return { variant, figure: summarize(bare), note: 'the whole start' };
    }
    const ratio: Ratio = { ...pairs(values, divide), to: BARE, control };
    return { variant, figure: pairs(values, (value, by) => value - by), ratio };
  });
}
