import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from './bench.ts';
import { freePort } from './free-port.ts';
import { Load } from './load.ts';
import { Program } from './program.ts';

/** How an app is measured, if at all: what a user would put on its command line or in its code. */
export interface Variant {
  readonly name: string;
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The module of `programs/requests` that the app calls, where measuring takes code. */
  readonly hooks?: string;
}

/** What the app says of itself: CPU since its start, requests that its handlers took. */
export interface Reading {
  readonly cpuMicros: number;
  readonly served: number;
}

const CONNECTIONS = 16;
const PATHS = [
  '/',
  '/users/1',
  '/users/42',
  '/orders/7/items/3',
  '/users/1234',
  '/orders/8/items/1',
];

/** A running app of `programs/requests`. */
export interface ServedApp extends AsyncDisposable {
  readonly metricsPort: number;
  readonly program: Program;
  startLoad(): Load;
  read(): Promise<Reading>;
}

export async function serveApp(bench: Bench, app: string, variant: Variant): Promise<ServedApp> {
  const metricsPort = await freePort();
  const program = new Program(bench, {
    file: `requests/${app}.cjs`,
    flags: ['--expose-gc', ...(variant.flags ?? [])],
    env: {
      ...variant.env,
      BENCH_HOOKS: variant.hooks ?? '',
      OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1',
      OTEL_EXPORTER_PROMETHEUS_PORT: String(metricsPort),
    },
  });
  const port = await program.ask<number>('port');
  return {
    metricsPort,
    program,
    startLoad: () => new Load({ port, paths: PATHS, connections: CONNECTIONS }),
    read: () => program.ask<Reading>('read'),
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}

/** Waits while the loads run; rejects as soon as one of them fails. */
export async function underLoad(loads: readonly Load[], ms: number, signal: AbortSignal) {
  const stop = new AbortController();
  const waited = delay(ms, undefined, { signal: AbortSignal.any([signal, stop.signal]) });
  try {
    await loads.reduce((work, load) => load.during(work), waited);
  } finally {
    stop.abort();
    await waited.catch(() => {});
  }
}
