import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { AppOptions } from './fixtures/app.ts';

const FIXTURE = join(import.meta.dirname, 'fixtures/app.ts');

export interface ChildApp {
  /** Port that the endpoint has; `null` where it could not be opened. */
  readonly port: number | null;
  /** What it has said on stderr so far. */
  stderr(): string;
  /** Settles when stderr holds the text. */
  said(text: string): Promise<void>;
  /** Lets the app come to its end; its exit code. */
  end(): Promise<number | null>;
  /** For tests that fail. */
  kill(): void;
}

export interface Launch {
  /** Whether a shell stands between the test and the app. */
  readonly shell?: boolean;
  /** Options of Node. */
  readonly nodeOptions?: readonly string[];
}

/** Starts the fixture; settles when the first attempt to open its port has ended. */
export async function startChild(
  options: AppOptions,
  { shell = false, nodeOptions = [] }: Launch = {},
): Promise<ChildApp> {
  const command = [...nodeOptions, FIXTURE, JSON.stringify(options)];
  const child = shell
    ? spawn('sh', ['-c', '"$0" "$@"; exit $?', process.execPath, ...command])
    : spawn(process.execPath, command);
  const exited = once(child, 'exit');
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const { port } = JSON.parse(await firstLine(child));
  return {
    port,
    stderr: () => stderr,
    async said(text) {
      while (!stderr.includes(text)) await once(child.stderr, 'data');
    },
    async end() {
      child.stdin.end();
      const [code] = await exited;
      return code;
    },
    kill: () => child.kill('SIGKILL'),
  };
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of stdout ?? []) {
    text += chunk;
    if (text.includes('\n')) return text;
  }
  throw new Error('the app ended before its endpoint was ready');
}
