import { styleText } from 'node:util';
import type { Terminal } from './terminal.ts';

/** Runs named steps one after the other and says of each how long it took: one line per step. */
export class Steps {
  readonly #out: Terminal;
  readonly #signal: AbortSignal;

  /** Once `signal` is aborted no further step begins. */
  constructor(out: Terminal, signal: AbortSignal) {
    this.#out = out;
    this.#signal = signal;
  }

  /** `detail` words the result for the end of the line. What the step throws is passed on. */
  async run<T>(name: string, step: Step<T>, detail?: (result: T) => string): Promise<T> {
    this.#signal.throwIfAborted();
    const running = { name, startedAt: performance.now() };
    if (this.#out.isTTY) this.#out.write(`  ${styleText('dim', `… ${name}`)}`);
    try {
      const result = await step();
      this.#finish(styleText('green', 'ok'), running, detail?.(result));
      return result;
    } catch (error) {
      this.#finish(styleText('red', '--'), running);
      throw error;
    }
  }

  #finish(mark: string, { name, startedAt }: RunningStep, detail = ''): void {
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    const rewind = this.#out.isTTY ? '\r\u001b[K' : '';
    this.#out.write(`${rewind}  ${mark} ${name.padEnd(34)} ${seconds.padStart(5)} s  ${detail}\n`);
  }
}

interface RunningStep {
  readonly name: string;
  readonly startedAt: number;
}

type Step<T> = () => T | Promise<T>;
