/** What a person typed is wrong; the message says what and which form is allowed. */
export class UsageError extends Error {}

export interface Command<A extends { readonly help: boolean }> {
  /** Stands before what is said of a failure. */
  readonly name: string;
  readonly usage: string;
  /** Throws a UsageError with one line for whoever typed it. */
  parse(args: readonly string[]): A;
  /** Resolves to the exit code; is to stop when the signal says so. */
  run(args: A, interruption: AbortSignal): Promise<number>;
}

/**
 * Runs a command to its exit code: `run`'s, or 1 where it failed, 2 for a wrong argument, 130 for an
 * interruption, which is Ctrl-C or a reader that has gone.
 */
export async function runCommand<A extends { readonly help: boolean }>(
  command: Command<A>,
): Promise<void> {
  process.exitCode = await exitCodeOf(command).catch((error: unknown) => {
    console.error(`${command.name}: ${messageOf(error)}`);
    return error instanceof UsageError ? 2 : 1;
  });
}

async function exitCodeOf<A extends { readonly help: boolean }>(
  command: Command<A>,
): Promise<number> {
  const args = command.parse(process.argv.slice(2));
  if (args.help) {
    process.stdout.write(command.usage);
    return 0;
  }
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => interruption.abort());
  }
  // The reader is gone: a closed terminal, or `| head`.
  process.stdout.on('error', () => interruption.abort());
  try {
    return await command.run(args, interruption.signal);
  } catch (error) {
    if (interruption.signal.aborted) return 130;
    throw error;
  }
}

/** What `read`, a call of `parseArgs`, has to say of a wrong option, in one sentence. */
export function readOptions<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    const [firstSentence] = messageOf(error).split('. ');
    throw new UsageError(`${firstSentence}; see --help`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
