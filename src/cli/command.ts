import type { ParseArgsConfig } from 'node:util';

type ParseArgsOption = NonNullable<ParseArgsConfig['options']>[string];

/** An option of a command: as `util.parseArgs` has it, and what the help says of it. */
export interface CommandOption extends ParseArgsOption {
  /** What stands for the value in the help, e.g. `<url>`. */
  readonly placeholder?: string;
  readonly help: string;
}

/** One command of `npx otel-metrics`; each has `--help` and `--json` besides its own options. */
export interface Command {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** After the command's name, e.g. `[--url <url>] [-- <command>]`. */
  readonly usage: string;
  /** Further sentences of its help. */
  readonly details?: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  /** How many words it takes besides options. Default: none. */
  readonly positionals?: { readonly max: number };
  /** Whether it takes a command line after `--`. */
  readonly takesProgram?: true;
  readonly examples: readonly string[];
  /** Exit code: 0, or 1 where something failed. Throws `CommandFailure` for what is one line to say. */
  run(call: Call): Promise<number>;
}

/** One run of a command. */
export interface Call {
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
  /** What came after `--`. */
  readonly program: readonly string[];
  /** Whether the result is to be JSON on stdout. */
  readonly json: boolean;
  readonly out: Output;
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Where a command writes: results on stdout, everything else on stderr. */
export interface Output {
  /** Whether stdout is a terminal. */
  readonly isTerminal: boolean;
  /** Of the terminal, or 80 by 24. */
  readonly size: () => { readonly columns: number; readonly rows: number };
  /** Calls the listener when the terminal's size changes, until what it gives is called. */
  onResize?(listener: () => void): () => void;
  /** To stdout, as it is. */
  write(text: string): void;
  /** A line for a person, to stderr: progress, hints. */
  say(line: string): void;
  /** The text in a style where stdout is a terminal and `NO_COLOR` is not set; else as it is. */
  paint(style: Style, text: string): string;
  /** Says what takes long once it has taken a second, and ends with the work. */
  during<T>(what: string, work: Promise<T>): Promise<T>;
}

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** What a command cannot do, in one line for the person who called it: no stack trace. */
export class CommandFailure extends Error {
  /** 2 for a wrong call, 1 for everything else. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.name = 'CommandFailure';
    this.exitCode = exitCode;
  }
}
