import { setTimeout as sleep } from 'node:timers/promises';
import { askPortHolder } from '../../../server/port-holder.ts';
import { findPortHolder, freePort, isPortFree } from '../app/port-holder.ts';
import type { PortHolder, ProgramView } from '../context.ts';
import { withPreload } from './preload-flag.ts';
import { StartedProgram } from './started-program.ts';

export interface LaunchOptions {
  readonly program: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  /** Where the configuration says that the endpoint is to be. */
  readonly host: string;
  readonly port: number;
  readonly portVariable: string;
}

export interface Launched {
  readonly program: StartedProgram;
  readonly view: ProgramView;
  /** As in the options. */
  readonly host: string;
}

/** Starts the app with the agent in it, on a port that is free. */
export async function launch(options: LaunchOptions): Promise<Launched> {
  const { program: words, folder, portVariable } = options;
  const { port, taken } = await choosePort(options);
  const { by, env } = withPreload(words, options.env);
  const isOther = port !== options.port;
  const started = await StartedProgram.start(words, {
    folder,
    env: isOther ? { ...env, [portVariable]: String(port) } : env,
  });
  return {
    ...{ program: started, host: options.host },
    view: {
      ...{ command: words.join(' '), preload: by, port, output: [] },
      ...(taken !== undefined && { takenPort: { port: options.port, holder: taken } }),
    },
  };
}

async function choosePort({
  host,
  port,
}: LaunchOptions): Promise<{ readonly port: number; readonly taken?: PortHolder }> {
  if (port === 0) return { port: await freePort() };
  if (await isPortFree(port, host)) return { port };
  return { port: await freePort(), taken: await findPortHolder(port) };
}

const ASK_AGAIN_MS = 100;
const LONGEST_START_MS = 30_000;
/** What an older Node says by the preload's door. */
const REFUSED = /\[otel-metrics\] .* no metrics, the app runs as it is/;

/** Waits until the agent answers, or the program has ended, or nothing is to be expected any more. */
export async function answering(
  { program, view, host }: Launched,
  signal: AbortSignal,
): Promise<void> {
  const end = performance.now() + LONGEST_START_MS;
  while (program.end === undefined && performance.now() < end) {
    signal.throwIfAborted();
    if (program.lastLines().some((line) => REFUSED.test(line))) return;
    const holder = await askPortHolder({ host: addressToAsk(host), port: view.port });
    if (holder !== undefined) return;
    await sleep(ASK_AGAIN_MS, undefined, { signal });
  }
}

function addressToAsk(bound: string): string {
  if (bound === 'localhost' || bound === '0.0.0.0') return '127.0.0.1';
  return bound === '::' ? '::1' : bound;
}

const SETTLED_AFTER_MS = 1_000;
const LONGEST_SETTLING_MS = 15_000;

/**
 * Waits until what `look` sees has stayed the same for a second: the endpoint is there before the first
 * line of the app, and the app loads its libraries after that.
 */
export async function settled(
  { program }: Launched,
  look: () => Promise<string>,
  signal: AbortSignal,
): Promise<void> {
  const started = performance.now();
  let seen = '';
  let since = started;
  while (program.end === undefined && performance.now() - started < LONGEST_SETTLING_MS) {
    signal.throwIfAborted();
    const now = await look();
    if (now !== seen) since = performance.now();
    seen = now;
    if (performance.now() - since >= SETTLED_AFTER_MS) return;
    await sleep(ASK_AGAIN_MS, undefined, { signal });
  }
}
