import { type ChildProcess, spawn } from 'node:child_process';
import type { Bench } from './bench.ts';

export interface ProgramOptions {
  /** The file, relative to the project's programs. */
  readonly file: string;
  readonly args?: readonly string[];
  /** Flags of Node, before the file. */
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

interface Reply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

const REMEMBERED_CHARACTERS = 2000;

/**
 * A program of `programs/` on the measured core, in the project that has the packed package. It is
 * spoken to over IPC, so that no request of ours is among those that are measured. It is killed when
 * it's disposed of, when the run is interrupted and when this process exits, and ends by itself when
 * the channel breaks.
 */
export class Program implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #name: string;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #ended: Promise<void>;
  #how: string | undefined;
  readonly #stopAtExit = () => this.#child.kill('SIGKILL');
  #output = '';
  #last = 0;

  constructor(bench: Bench, { file, args = [], flags = [], env = {} }: ProgramOptions) {
    const node = [process.execPath, ...flags, `programs/${file}`, ...args];
    const [command = '', ...rest] = bench.cores.onMeasuredCore(node);
    this.#name = [...flags, file, ...args].join(' ');
    this.#child = spawn(command, rest, {
      cwd: bench.project.folder,
      env: { ...inherited(), ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      signal: bench.signal,
      killSignal: 'SIGKILL',
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = `${this.#output}${text}`.slice(-REMEMBERED_CHARACTERS);
      });
    }
    this.#child.on('message', (reply: Reply) => this.#settle(reply));
    process.once('exit', this.#stopAtExit);
    this.#ended = new Promise((resolve) => {
      const end = (how: string) => resolve(this.#end(how));
      this.#child.on('error', (error) => {
        if (this.#child.pid === undefined) end(error.message);
      });
      this.#child.once('close', (code, signal) => end(signal ?? `exit code ${code}`));
    });
  }

  /** What the program's command of this name answers; throws what it threw, or that it ended. */
  async ask<T>(command: string, parameters: object = {}): Promise<T> {
    const id = ++this.#last;
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(id, waiting);
    if (this.#how !== undefined) this.#end(this.#how);
    else if (this.#child.connected) this.#child.send({ id, command, parameters }, () => {});
    return (await waiting.promise) as T;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  #settle({ id, result, error }: Reply): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new Error(`${this.#name}: ${error}`));
  }

  #end(how: string): void {
    this.#how = how;
    process.off('exit', this.#stopAtExit);
    const error = new Error(`${this.#name} ended (${how})\n${this.#output}`);
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }
}

/** The environment without what would change how Node or an agent behaves. */
export function inherited(): Record<string, string> {
  const { PATH = '', HOME = '', TMPDIR } = process.env;
  return { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }) };
}
