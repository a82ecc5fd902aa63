import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cleanEnv, waitFor } from './app-process.ts';
import { isAllRequired } from './requirement.ts';

/** Whether programs can be run on a terminal here, by `script` of util-linux. Throws where they have to be. */
export function hasPseudoTerminals(): boolean {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch (error) {
    if (isAllRequired()) throw error;
    return false;
  }
}

export interface TerminalProgram {
  /** All that it has written, sequences of control included. */
  output(): string;
  /** Waits for output that has come since the last call. */
  shows(pattern: RegExp): Promise<void>;
  type(keys: string): void;
  /** Its exit code. */
  ended: Promise<number | null>;
  stop(): void;
}

export interface TerminalOptions {
  readonly cwd: string;
  /** For a shell. */
  readonly command: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
}

/** Of what came in the place of what was waited for. */
const MOST_SAID = 2000;

/** Runs a command on a terminal of its own. */
export function runOnTerminal(options: TerminalOptions): TerminalProgram {
  const { cwd, command, env = {}, columns = 100, rows = 30 } = options;
  const sized = `stty cols ${columns} rows ${rows}; ${command}`;
  const child: ChildProcess = spawn('script', ['-qefc', sized, '/dev/null'], {
    ...{ cwd, env: cleanEnv({ TERM: 'xterm-256color', ...env }), stdio: 'pipe', detached: true },
  });
  let text = '';
  let seen = 0;
  child.stdout?.on('data', (data) => {
    text += data;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    output: () => text,
    async shows(pattern) {
      const found = () => pattern.exec(text.slice(seen)) ?? undefined;
      const match = await waitFor(
        found,
        () => `no ${pattern} in ${JSON.stringify(text.slice(seen).slice(-MOST_SAID))}`,
      );
      seen += match.index + match[0].length;
    },
    type(keys) {
      child.stdin?.write(keys);
    },
    ended,
    stop() {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    },
  };
}
