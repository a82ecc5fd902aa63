import { parseArguments, USAGE, UsageError } from './arguments.ts';
import { runBenchmarks } from './run.ts';

/** Exit codes: 1 is a measurement that failed, 2 a wrong argument, 130 an interruption. */
async function main(): Promise<number> {
  const args = parseArguments(process.argv.slice(2));
  if (args.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => interruption.abort());
  }
  try {
    await runBenchmarks(args, interruption.signal);
    return 0;
  } catch (error) {
    if (interruption.signal.aborted) return 130;
    throw error;
  }
}

/** One line for a wrong argument, the message alone for what went wrong while it ran. */
function explain(error: unknown): number {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  return error instanceof UsageError ? 2 : 1;
}

process.exitCode = await main().catch(explain);
