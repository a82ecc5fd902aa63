import type { Feed } from '../../exposition/feed/frame.ts';
import type { Position } from '../model/history.ts';

/** How things stand between the page and the app. */
export type Connection =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  /** It does not answer, or not what was asked for; it is asked again. */
  | { readonly state: 'away'; readonly reason: string }
  /** It wants a token; nothing is asked until one is given. */
  | { readonly state: 'locked'; readonly hadToken: boolean };

export interface PollOptions {
  /** Of the feed, without a query. */
  readonly url: string;
  token(): string | undefined;
  /** Where the feed is to go on; all of it is asked for where that is not known. */
  position(): Position | undefined;
  /** Throws where it does not understand it. */
  onFeed(feed: Feed): void;
  onConnection(connection: Connection): void;
}

/** Asks the app for what is new, again and again. */
export interface Poll {
  /** Now, and not when the pause is over: somebody came back, or gave a token. */
  hurry(): void;
  stop(): void;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5000;
const TIMEOUT_MS = 10_000;

/** One request at a time; while the app is away, with pauses that grow to some seconds. */
export function startPoll(options: PollOptions): Poll {
  const stopped = new AbortController();
  let failures = 0;
  let wake = () => {};

  /** How long to wait then. */
  const ask = async (): Promise<number> => {
    const started = performance.now();
    const token = options.token();
    const answer = await request(options, token, stopped.signal);
    if (stopped.signal.aborted) return 0;
    if (answer === 'locked') {
      options.onConnection({ state: 'locked', hadToken: token !== undefined });
      return Number.POSITIVE_INFINITY;
    }
    const reason = 'away' in answer ? answer.away : deliver(answer.feed, options);
    if (reason !== undefined) {
      options.onConnection({ state: 'away', reason });
      return pauseAfter(++failures);
    }
    failures = 0;
    options.onConnection({ state: 'live' });
    const intervalMs = 'feed' in answer ? answer.feed.intervalMs : 0;
    return Math.max(0, intervalMs - (performance.now() - started));
  };

  const run = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      const pauseMs = await ask();
      await new Promise<void>((resolve) => {
        const timer = Number.isFinite(pauseMs) ? setTimeout(resolve, pauseMs) : undefined;
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  options.onConnection({ state: 'connecting' });
  void run();
  return {
    hurry: () => wake(),
    stop() {
      stopped.abort();
      wake();
    },
  };
}

/** The pause after so many failures in a row. */
export function pauseAfter(failures: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
}

/** Why the page could not take it, if it could not. */
function deliver(feed: Feed, { onFeed }: PollOptions): string | undefined {
  try {
    onFeed(feed);
    return undefined;
  } catch {
    return 'its answer is not understood';
  }
}

/** A feed, or why there is none, in words that stand after `App away:`. */
type Answer = { readonly feed: Feed } | { readonly away: string } | 'locked';

async function request(
  { url, position }: PollOptions,
  token: string | undefined,
  signal: AbortSignal,
): Promise<Answer> {
  const from = position();
  const query =
    from === undefined ? '' : `?epoch=${encodeURIComponent(from.epoch)}&after=${from.after}`;
  try {
    const response = await fetch(url + query, {
      cache: 'no-store',
      headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    if (response.status === 401) return 'locked';
    if (!response.ok) return { away: `it answers ${response.status}` };
    return { feed: (await response.json()) as Feed };
  } catch (error) {
    return { away: wordsFor(error) };
  }
}

function wordsFor(error: unknown): string {
  if (error instanceof SyntaxError) return 'its answer is not understood';
  const isLate = error instanceof DOMException && error.name === 'TimeoutError';
  return isLate ? 'it takes too long to answer' : 'it does not answer';
}
