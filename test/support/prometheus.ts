import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../../scripts/demo/program.ts';
import { type App, freePort, scrape, startApp, waitFor } from './app-process.ts';
import { type QueryApi, queryApi } from './query-api.ts';
import { isAllRequired } from './requirement.ts';

export interface Prometheus extends QueryApi {
  /** What Prometheus says of itself, in the text format. */
  ownPage(): Promise<string>;
  stop(): Promise<void>;
}

export interface PrometheusOptions {
  /** Program; the system's by default. */
  readonly command?: string;
  /** Of `--enable-feature`. */
  readonly features?: readonly string[];
  /** Further settings of every job, as in a `scrape_config`. */
  readonly scrape?: Readonly<Record<string, unknown>>;
  /** Texts of rule files, which are evaluated every second. */
  readonly rules?: readonly string[];
}

/** Ports by job: one target each. */
export type Jobs = Readonly<Record<string, number | readonly number[]>>;

/** Whether to run a test on a program of the system. Missing, it is a visible skip or a failure. */
export function canRun(program: string): boolean {
  return isAllRequired() || findProgram(program) !== undefined;
}

/** A Prometheus that scrapes the ports given every second. */
export async function startPrometheus(
  jobs: Jobs,
  {
    command = 'prometheus',
    features = [],
    scrape: settings = {},
    rules = [],
  }: PrometheusOptions = {},
): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'otel-metrics-prometheus-'));
  const port = await freePort();
  const watched = {
    global: { ...EVERY_SECOND, evaluation_interval: '1s' },
    rule_files: ['*.rules.yml'],
  };
  writeFileSync(join(folder, 'prometheus.yml'), scrapeConfiguration(jobs, settings, watched));
  for (const [at, text] of rules.entries()) writeFileSync(join(folder, `${at}.rules.yml`), text);
  const server = startApp({
    cwd: folder,
    command,
    args: [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      ...features.map((feature) => `--enable-feature=${feature}`),
    ],
  });
  await ready(server, `http://127.0.0.1:${port}/-/ready`);
  return {
    ...queryApi(port),
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

/** Waits until a server answers, or ends. */
export async function ready(server: App, address: string): Promise<void> {
  await waitFor(
    async () => {
      if (server.child.exitCode !== null) throw new Error(`the server ended: ${server.stderr()}`);
      const response = await fetch(address).catch(() => undefined);
      return response?.ok ? true : undefined;
    },
    () => `${address} is not ready: ${server.stderr()}`,
  );
}

const EVERY_SECOND = { scrape_interval: '1s', scrape_timeout: '1s' };

/** JSON, which is YAML. What only Prometheus knows is for its own start to add: others refuse it. */
export function scrapeConfiguration(
  jobs: Jobs,
  settings: Readonly<Record<string, unknown>> = {},
  further: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({
    global: EVERY_SECOND,
    ...further,
    scrape_configs: Object.entries(jobs).map(([name, ports]) => ({
      job_name: name,
      ...settings,
      static_configs: [{ targets: [ports].flat().map((port) => `127.0.0.1:${port}`) }],
    })),
  });
}
