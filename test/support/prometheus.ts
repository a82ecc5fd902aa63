import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../../scripts/demo/program.ts';
import { type App, freePort, scrape, startApp, waitFor } from './app-process.ts';
import { isAllRequired } from './requirement.ts';

/** A sample of a query's answer. */
export interface QueryResult {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Prometheus {
  /** The instant query's answer; polled until it has one that `accept` takes. */
  query(
    expression: string,
    accept?: (results: readonly QueryResult[]) => boolean,
  ): Promise<readonly QueryResult[]>;
  /** What Prometheus says of itself, in the text format. */
  ownPage(): Promise<string>;
  stop(): Promise<void>;
}

/** Whether to run a test on a program of the system. Missing, it is a visible skip or a failure. */
export function canRun(program: string): boolean {
  return isAllRequired() || findProgram(program) !== undefined;
}

/** A Prometheus that scrapes the ports given, one job each, every 500 ms. */
export async function startPrometheus(jobs: Readonly<Record<string, number>>): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'otel-metrics-prometheus-'));
  const port = await freePort();
  writeFileSync(join(folder, 'prometheus.yml'), configuration(jobs));
  const server = startApp({
    cwd: folder,
    command: 'prometheus',
    args: [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
  });
  await ready(server, port);
  return {
    query: (expression, accept = (results) => results.length > 0) =>
      ask({ port, expression, accept }),
    ownPage: () => scrape(port),
    async stop() {
      await server.stop('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Lint messages of promtool for a page; throws where the page does not parse. */
export function lintPage(page: string): string[] {
  try {
    execFileSync('promtool', ['check', 'metrics'], { input: page, stdio: 'pipe' });
    return [];
  } catch (error) {
    const { status, stderr } = error as { status: number; stderr: Buffer };
    const text = stderr.toString();
    // promtool: 1 says that the page does not parse, 3 that names could be better.
    if (status !== 3) throw new Error(`promtool: ${text}`);
    return text.split('\n').filter(Boolean);
  }
}

async function ready(server: App, port: number): Promise<void> {
  await waitFor(
    async () => {
      if (server.child.exitCode !== null) throw new Error(`prometheus ended: ${server.stderr()}`);
      const response = await fetch(`http://127.0.0.1:${port}/-/ready`).catch(() => undefined);
      return response?.ok ? true : undefined;
    },
    () => `prometheus is not ready: ${server.stderr()}`,
  );
}

interface Question {
  readonly port: number;
  readonly expression: string;
  readonly accept: (results: readonly QueryResult[]) => boolean;
}

async function ask({ port, expression, accept }: Question): Promise<readonly QueryResult[]> {
  let last: readonly QueryResult[] = [];
  return waitFor(
    async () => {
      const address = `http://127.0.0.1:${port}/api/v1/query`;
      const response = await fetch(`${address}?${new URLSearchParams({ query: expression })}`);
      const answer = (await response.json()) as Answer;
      if (answer.status !== 'success') throw new Error(`${expression}: ${answer.error}`);
      last = answer.data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
      return accept(last) ? last : undefined;
    },
    () => `${expression} answered ${JSON.stringify(last)}`,
  );
}

interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data: { readonly result: { metric: Record<string, string>; value: [number, string] }[] };
}

function configuration(jobs: Readonly<Record<string, number>>): string {
  const scrapes = Object.entries(jobs).map(
    ([name, port]) =>
      `  - job_name: ${name}\n    static_configs:\n      - targets: ['127.0.0.1:${port}']\n`,
  );
  return `global:\n  scrape_interval: 1s\n  scrape_timeout: 1s\nscrape_configs:\n${scrapes.join('')}`;
}
