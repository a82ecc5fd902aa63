import { once } from 'node:events';
import { describe, expect, inject, it } from 'vitest';
import { cleanEnv, type Exit, freePort, startApp } from '../support/app-process.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../support/otlp/receiver.ts';
import { NODE_VERSIONS, nodeBinary } from '../support/packed-project.ts';

const cwd = inject('packedProject');
const NODE = nodeBinary(cwd, '24') ?? process.execPath;
const IMPORT = ['--import', '@acme/otel-metrics/register'];

/** By our promise. */
const LONGEST_DELAY_MS = 2_100;
/** What this machine may take longer for one of two runs that are side by side. */
const NOISE_MS = 900;

const ENDS = [
  ...['natural', 'exit code', 'exit', 'exit in a promise', 'exit in beforeExit'],
  ...[
    'listener to beforeExit',
    'throw',
    'reject',
    'SIGTERM',
    'SIGINT',
    'SIGTERM twice',
    'graceful',
  ],
  ...['listener that exits', 'listener that raises it where it is alone'],
  ...['exit, with a spawnSync of its own', 'SIGTERM, with a kill of its own'],
];
/** A second signal ends the process before the flush can. */
const LOSSY = ['SIGTERM twice'];

/** Starts a collector of a kind; the port of one that is down is known, too. */
const COLLECTORS = {
  up: () => startOtlpReceiver(),
  down: async () => ({ url: `http://127.0.0.1:${await freePort()}`, close: async () => {} }),
  'a black hole': async () => Object.assign(await startOtlpReceiver(), { mode: 'black-hole' }),
} as const;

interface Run {
  readonly node?: string;
  readonly flags?: readonly string[];
  readonly file?: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

interface Ended {
  /** What the outside sees of the end, but for our own lines and what differs from run to run. */
  readonly visible: Exit;
  readonly own: readonly string[];
  readonly jobs: number;
  /** From the moment at which the app began to end. */
  readonly tookMs: number;
}

async function run({ node = NODE, flags = [], file = 'otlp-exit.cjs', args, env }: Run) {
  const app = startApp({ cwd, command: node, args: [...flags, file, ...args], env: env ?? {} });
  await once(app.child, 'exit');
  const end = Date.now();
  const { stdout, stderr, ...exit } = await app.exited;
  const [, jobs, began] = /^(\d+) jobs, the end begins at (\d+)$/m.exec(stdout) ?? [];
  const lines = stderr.replaceAll(/\(node:\d+\)/g, '(node:PID)').split('\n');
  const isOwn = (line: string) => line.startsWith('[otel-metrics]');
  const visible = {
    ...exit,
    stdout: stdout.replace(/ at \d+$/m, ''),
    stderr: lines.filter((line) => !isOwn(line)).join('\n'),
  };
  const ended: Ended = {
    visible,
    own: lines.filter(isOwn),
    jobs: Number(jobs),
    tookMs: end - Number(began),
  };
  return ended;
}

/** Pushed at the end alone, but where an interval is given. */
function pushingTo(url: string): Record<string, string> {
  return { OTEL_METRICS_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_ENDPOINT: url };
}

/** Runs with a collector of its own, and what it has received. */
async function withReceiver(
  action: (env: Record<string, string>, receiver: OtlpReceiver) => Promise<void>,
): Promise<void> {
  const receiver = await startOtlpReceiver();
  try {
    await action(pushingTo(receiver.url), receiver);
  } finally {
    await receiver.close();
  }
}

const CASES = Object.entries(COLLECTORS).flatMap(([state, start]) =>
  ENDS.map((end) => ({ end, state, start })),
);

/** In milliseconds, by the state of the collector. */
const delays: Record<string, number[]> = { up: [], down: [], 'a black hole': [] };

describe('an app that pushes', () => {
  it.concurrent.each(CASES)(
    'ends as without the agent: $end, with the collector $state',
    async ({ end, state, start }) => {
      const collector = await start();
      try {
        const [bare, observed] = await Promise.all([
          run({ args: [end] }),
          run({ args: [end], flags: IMPORT, env: pushingTo(collector.url) }),
        ]);
        expect(observed.visible).toEqual(bare.visible);
        expect(observed.own.length).toBeLessThanOrEqual(state === 'up' ? 0 : 1);
        const delay = observed.tookMs - bare.tookMs;
        expect(delay).toBeLessThan(LONGEST_DELAY_MS + NOISE_MS);
        delays[state]?.push(delay);
        if (!('attempts' in collector)) return;
        if (!LOSSY.includes(end)) expect(collector.attempts).toBeGreaterThan(0);
        if (state !== 'up' || LOSSY.includes(end)) return;
        expect(collector.lastTotal('jobs')).toBe(observed.jobs);
      } finally {
        await collector.close();
      }
    },
  );
});

it.each(Object.keys(COLLECTORS))('is delayed by 2.1 s at most, with the collector %s', (state) => {
  const sorted = (delays[state] ?? []).sort((a, b) => a - b);
  expect(sorted).toHaveLength(ENDS.length);
  // The noise is in single runs: three quarters of them are without much of it.
  expect(sorted[Math.floor(sorted.length * 0.75)]).toBeLessThanOrEqual(LONGEST_DELAY_MS);
});

const LOADS = [
  ['otlp-exit.cjs', '--import'],
  ['otlp-exit.cjs', '--require'],
  ['otlp-exit.mjs', '--import'],
  ['otlp-exit.mjs', '--require'],
] as const;

describe.each(LOADS)('the last value of %s, loaded by %s', (file, flag) => {
  it.concurrent.each(['natural', 'exit', 'throw', 'SIGTERM'])('arrives: %s', (end) =>
    withReceiver(async (env, receiver) => {
      const flags = [flag, '@acme/otel-metrics/register'];
      const { jobs, own } = await run({ args: [end], file, flags, env });
      expect(receiver.lastTotal('jobs')).toBe(jobs);
      expect(own).toEqual([]);
    }),
  );
});

describe.each(NODE_VERSIONS)('the last value on Node %s', (version) => {
  const node = nodeBinary(cwd, version);

  it
    .skipIf(node === undefined)
    .concurrent.each(['natural', 'exit', 'reject', 'SIGINT', 'graceful'])('arrives: %s', (end) =>
    withReceiver(async (env, receiver) => {
      const program = node as string;
      const bare = await run({ node: program, args: [end] });
      const observed = await run({ node: program, args: [end], flags: IMPORT, env });
      expect(observed.visible).toEqual(bare.visible);
      expect(receiver.lastTotal('jobs')).toBe(observed.jobs);
    }),
  );
});

/** An app that says where a process is started. */
const TELLTALE = ['--require', './otlp-spawned.cjs', ...IMPORT];

describe('the process that posts what process.exit leaves', () => {
  it('is not started where nothing was measured', () =>
    withReceiver(async (env, receiver) => {
      const { visible } = await run({ args: ['nothing measured'], flags: TELLTALE, env });
      expect(visible).toMatchObject({ code: 5, stdout: '', stderr: '' });
      expect(receiver.attempts).toBe(0);
    }));

  it('is started for one measurement', () =>
    withReceiver(async (env, receiver) => {
      const args = ['nothing measured', 'but one job'];
      const { visible } = await run({ args, flags: TELLTALE, env });
      expect(visible).toMatchObject({ code: 5, stdout: 'a process was started\n', stderr: '' });
      expect(receiver.lastTotal('jobs')).toBe(1);
    }));

  it('is not started where that is switched off', () =>
    withReceiver(async (env, receiver) => {
      const args = ['nothing measured', 'but one job'];
      const { visible } = await run({
        ...{ args, flags: TELLTALE },
        env: { ...env, ACME_METRICS_OTLP_EXIT_PROCESS: 'false' },
      });
      expect(visible).toMatchObject({ code: 5, stdout: '', stderr: '' });
      expect(receiver.attempts).toBe(0);
    }));

  it('loads no agent of its own from NODE_OPTIONS', () =>
    withReceiver(async (env, receiver) => {
      const { NODE_OPTIONS: _, ...rest } = cleanEnv(env);
      const { visible, jobs } = await run({
        args: ['exit'],
        env: { ...rest, NODE_OPTIONS: IMPORT.join('=') },
      });
      expect(visible).toMatchObject({ code: 5, stderr: '' });
      expect(receiver.lastTotal('jobs')).toBe(jobs);
      expect(receiver.attempts).toBe(1);
    }));
});

describe('an app that waits for a flush', () => {
  const SAID = 'flushed\nflushed\nshut down\nbefore exit\n';

  it.concurrent.each(['up', 'down', 'a black hole'] as const)(
    'is kept alive for it, and ends by itself: the collector is %s',
    async (state) => {
      const collector = await COLLECTORS[state]();
      try {
        const env = pushingTo(collector.url);
        const ended = await run({ args: [], file: 'otlp-flush.mjs', flags: IMPORT, env });
        expect(ended.visible).toEqual({ code: 0, signal: null, stdout: SAID, stderr: '' });
        if (state === 'up') expect(collector).toMatchObject({ attempts: 3 });
      } finally {
        await collector.close();
      }
    },
  );
});

describe('an end between two pushes', () => {
  it.concurrent.each(['natural', 'exit', 'throw', 'SIGTERM', 'graceful'])(
    'counts nothing twice in deltas: %s',
    (end) =>
      withReceiver(async (env, receiver) => {
        const deltas = {
          OTEL_METRIC_EXPORT_INTERVAL: '400',
          OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
        };
        const { jobs } = await run({
          ...{ args: [end, '1000'], flags: IMPORT },
          env: { ...env, ...deltas },
        });
        expect(receiver.deltaTotal('jobs')).toBe(jobs);
        expect(receiver.requests.length).toBeGreaterThan(1);
      }),
  );
});
