import { parseArguments, USAGE, UsageError } from './arguments.ts';
import { runDemo } from './demo.ts';

/** Exit codes: 1 is a demo that failed or missed a metric, 2 a wrong argument. */
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
  // The reader is gone: a closed terminal, or `| head`.
  process.stdout.on('error', () => interruption.abort());
  try {
    return (await runDemo(args, interruption.signal)) ? 0 : 1;
  } catch (error) {
    if (interruption.signal.aborted) return 130;
    throw error;
  }
}

/** One line for a wrong argument, the message alone for what went wrong while it ran. */
function explain(error: unknown): number {
  console.error(`demo: ${error instanceof Error ? error.message : String(error)}`);
  return error instanceof UsageError ? 2 : 1;
}

process.exitCode = await main().catch(explain);
