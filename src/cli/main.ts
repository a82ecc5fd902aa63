import { processEnvironment } from '../config/environment.ts';
import { workingDirectory } from '../foundation/working-directory.ts';
import { dispatch } from './dispatch.ts';
import { createOutput, processStreams, type Streams } from './output.ts';

/** Exit codes of shells for what a signal has ended. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Runs the command that the arguments name, as this process: its signals and its exit code. */
export async function main(args: readonly string[]): Promise<void> {
  const interruption = new AbortController();
  let interrupted: number | undefined;
  for (const [name, code] of Object.entries(SIGNALS)) {
    // A second one ends the process, whatever a command holds on to.
    process.once(name, () => {
      interrupted = code;
      interruption.abort();
    });
  }
  const streams = processStreams();
  endQuietly(streams, interruption);
  const code = await dispatch(args, {
    out: createOutput(streams),
    folder: workingDirectory(),
    env: processEnvironment(),
    signal: interruption.signal,
  });
  process.exitCode = interrupted ?? code;
}

/** A reader that has gone, as of `| head`, wants no more of it, and nobody has to hear of that. */
function endQuietly({ stdout, stderr }: Streams, interruption: AbortController): void {
  for (const stream of [stdout, stderr]) stream.on('error', () => interruption.abort());
}
