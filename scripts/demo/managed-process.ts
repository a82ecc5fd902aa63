import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

export interface Command {
  /** What people call it, for messages. */
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

const REMEMBERED_LINES = 20;
const GRACE_MS = 15_000;
const POLL_MS = 50;

/**
 * A child process that ends with the demo, whatever happens. It runs in a session of its own:
 * Ctrl-C in a terminal goes to every process of the foreground group, and the demo has to stop
 * its children in order.
 */
export class ManagedProcess implements AsyncDisposable {
  readonly #name: string;
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #lines: string[] = [];
  readonly #ended: Promise<void>;
  #end: string | undefined;

  constructor(command: Command) {
    const { name, file, args, cwd, env } = command;
    this.#name = name;
    this.#child = spawn(file, args, {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => this.#remember(text));
    }
    this.#ended = new Promise((resolve) => {
      const end = (how: string) => {
        this.#end ??= how;
        resolve();
      };
      this.#child.once('error', (error) => end(error.message));
      this.#child.once('close', (code, signal) => end(signal ?? `exit code ${code}`));
    });
    const stopAtExit = () => this.#child.kill('SIGTERM');
    process.once('exit', stopAtExit);
    this.#ended.then(() => process.off('exit', stopAtExit));
  }

  /** The newest lines that the process wrote. */
  get output(): string {
    return this.#lines.join('\n');
  }

  /** Throws, with the last lines of its output, when the process is no longer there. */
  assertRunning(): void {
    if (this.#end === undefined) return;
    throw new Error(`${this.#name} ended (${this.#end})\n${this.output}`);
  }

  /**
   * Waits for `ready` to come true. When the process ends first, or the signal is aborted, the
   * process is stopped and the reason thrown.
   */
  async startedWhen(ready: () => boolean | Promise<boolean>, signal: AbortSignal): Promise<void> {
    try {
      while (!(await ready())) {
        this.assertRunning();
        await delay(POLL_MS, undefined, { signal });
      }
    } catch (error) {
      await this[Symbol.asyncDispose]();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGTERM');
    const force = setTimeout(() => this.#child.kill('SIGKILL'), GRACE_MS);
    await this.#ended;
    clearTimeout(force);
  }

  #remember(text: string): void {
    this.#lines.push(...text.split('\n').filter((line) => line !== ''));
    this.#lines.splice(0, this.#lines.length - REMEMBERED_LINES);
  }
}
