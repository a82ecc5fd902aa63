import type { Feed } from '../../../src/exposition/feed/frame.ts';
import { askFor, type TimedAnswer } from './answer.ts';
import type { Bench } from './bench.ts';
import { freePort } from './free-port.ts';
import { Program } from './program.ts';

/** An app with many series that somebody may look at, under the preload. */
export interface WatchedApp extends AsyncDisposable {
  readonly program: Program;
  readonly port: number;
  /** The live page. */
  readonly url: string;
}

/** Every series has a point. */
export async function startWatched(bench: Bench, series: number): Promise<WatchedApp> {
  const port = await freePort();
  const program = new Program(bench, {
    ...{ file: 'watched.cjs', args: [String(series)] },
    flags: ['--import', '@acme/otel-metrics/register'],
    env: {
      OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1',
      OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
    },
  });
  await program.ask('port');
  await program.ask('touch');
  return {
    program,
    port,
    url: `http://127.0.0.1:${port}/`,
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}

/** Where a viewer is; one that comes first is nowhere. */
export type Place = Pick<Feed, 'epoch'> & { readonly after: number };

/** Asks for what is new, as the page does. */
export function askForFeed(
  { port }: Pick<WatchedApp, 'port'>,
  place: Place | undefined,
  signal: AbortSignal,
): Promise<TimedAnswer> {
  const query = place === undefined ? '' : `?epoch=${place.epoch}&after=${place.after}`;
  return askFor({ port, path: `/live/feed${query}`, signal });
}
