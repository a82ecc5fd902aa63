import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandFailure } from '../../command.ts';
import { legible } from '../../legible.ts';
import type { ProgramEnd } from '../context.ts';

/** Kept of what it writes: enough for a stack trace. */
const MOST_OUTPUT = 32 * 1024;
const MOST_LINES = 15;
/** What a program gets to end by itself. */
const PATIENCE_MS = 5_000;

const canHaveGroup = process.platform !== 'win32';

/** The app that is looked at, as a process of ours. */
export class StartedProgram {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #output = '';

  /** Starts it and waits until the system has taken it. */
  static async start(
    [file = '', ...args]: readonly string[],
    options: ProgramOptions,
  ): Promise<StartedProgram> {
    const child = spawn(file, args, {
      cwd: options.folder,
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: what npm or a shell has started ends with it.
      detached: canHaveGroup,
    });
    try {
      await once(child, 'spawn');
    } catch (error) {
      throw new CommandFailure(unstartable(file, error));
    }
    return new StartedProgram(child);
  }

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = new Promise((resolve) => child.once('close', () => resolve()));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-MOST_OUTPUT);
      });
    }
  }

  /** What it came to; `undefined` while it runs. */
  get end(): ProgramEnd | undefined {
    const { exitCode: code, signalCode: signal } = this.#child;
    if (code === null && signal === null) return undefined;
    return { code, signal };
  }

  /** Of stdout and stderr, in the order in which they came. */
  lastLines(): readonly string[] {
    const lines = this.#output.split(/\r?\n/).map(legible);
    return lines.filter((line) => line.trim() !== '').slice(-MOST_LINES);
  }

  /** Ends it and what it has started, by force where it takes too long. */
  async stop(): Promise<void> {
    this.#signal('SIGTERM');
    const patience = new AbortController();
    const waited = sleep(PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => {});
    await Promise.race([this.#ended, waited]);
    patience.abort();
    // Also after its end: who was started by it may have ignored the signal.
    this.#signal('SIGKILL');
    await this.#ended;
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    try {
      if (canHaveGroup && pid !== undefined) process.kill(-pid, signal);
      else this.#child.kill(signal);
    } catch {
      // All of them have ended.
    }
  }
}

export interface ProgramOptions {
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

function unstartable(file: string, error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return `there is no program '${legible(file)}' to start`;
  return `'${legible(file)}' cannot be started (${code ?? 'unknown error'})`;
}
