import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { portAt } from '../../scripts/demo/ports.ts';

export interface AppOptions {
  readonly cwd: string;
  readonly args: readonly string[];
  /** Program; the Node that runs the tests by default. */
  readonly command?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A child process of a test, with what it has printed so far. */
export interface App {
  readonly child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Resolves when the output matches; rejects when the process ends or 20 s pass first. */
  printed(pattern: RegExp): Promise<RegExpMatchArray>;
  exited: Promise<Exit>;
  /**
   * Waits for its end after the signal given; without one it is killed, and what it has started
   * too, by the process group.
   */
  stop(signal?: NodeJS.Signals): Promise<Exit>;
}

/** Variables that would make a child differ from a user's: ours, OpenTelemetry's, npm's. */
const NOT_INHERITED = /^(ACME_METRICS_|OTEL_|NODE_OPTIONS$|NODE_ENV$|npm_|VITEST|TEST$)/;

/**
 * A host said explicitly, so that tests inside a container get no hint about it, and a port of the
 * system's choice, so that two of them never want the same one.
 */
const CHOSEN = { OTEL_EXPORTER_PROMETHEUS_HOST: 'localhost', OTEL_EXPORTER_PROMETHEUS_PORT: '0' };

export function cleanEnv(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !NOT_INHERITED.test(name));
  return { ...(Object.fromEntries(kept) as Record<string, string>), ...CHOSEN, ...extra };
}

export function startApp(options: AppOptions): App {
  const child = spawn(options.command ?? process.execPath, options.args, {
    cwd: options.cwd,
    env: cleanEnv(options.env),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  if (child.pid !== undefined) groups.add(child.pid);
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (data) => {
    stdout += data;
  });
  child.stderr?.on('data', (data) => {
    stderr += data;
  });
  const exited = once(child, 'close').then(([code, signal]) => {
    groups.delete(child.pid ?? 0);
    return { code, signal, stdout, stderr };
  });
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    exited,
    printed: (pattern) =>
      waitFor(
        () => {
          const match = pattern.exec(stdout) ?? pattern.exec(stderr);
          if (match === null && child.exitCode !== null)
            throw new Error(`ended: ${stdout}${stderr}`);
          return match ?? undefined;
        },
        () => `no ${pattern} in: ${stdout}${stderr}`,
      ),
    async stop(signal) {
      if (signal === undefined) killGroup(child.pid);
      else child.kill(signal);
      return exited;
    },
  };
}

const groups = new Set<number>();
process.once('exit', stopApps);

/** Kills what a failed test has left behind: at the end of its file, or of the process at least. */
export function stopApps(): void {
  for (const pid of groups) killGroup(pid);
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // The whole group has ended by itself.
  }
}

/** Runs a process to its end. */
export function runApp(options: AppOptions): Promise<Exit> {
  return startApp(options).exited;
}

/** Polls until `probe` gives a value; an error of `probe` ends the wait at once. */
export async function waitFor<T>(
  probe: () => T | undefined | Promise<T | undefined>,
  describe: () => string,
): Promise<T> {
  for (const end = Date.now() + 20_000; Date.now() < end; ) {
    const value = await probe();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(describe());
}

/** A loopback port that was free a moment ago. */
export function freePort(): Promise<number> {
  return portAt('127.0.0.1', 0);
}

/** The page on a port, once it is served. */
export async function scrape(port: number, path = '/metrics'): Promise<string> {
  const response = await waitFor(
    () => fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined),
    () => `nothing listens on port ${port}`,
  );
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  return response.text();
}

/** Lines of a page whose sample is `name`, the labels given being among its labels. */
export function samples(
  page: string,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): { labels: string; value: number }[] {
  const wanted = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
  return page
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .map((line) => {
      const end = line.lastIndexOf(' ');
      return { labels: line.slice(name.length, end), value: Number(line.slice(end + 1)) };
    })
    .filter((sample) => wanted.every((label) => sample.labels.includes(label)));
}
