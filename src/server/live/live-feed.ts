import type { Config } from '../../config/options.ts';
import type { LabelEntry } from '../../exposition/labels.ts';
import { createNaming } from '../../exposition/naming.ts';
import { processStartMs } from '../../foundation/clock.ts';
import { clearTimeout, setTimeout } from '../../foundation/timers.ts';
import type { Collect } from '../../pipeline/collection.ts';
import type { Body } from '../answer.ts';
import { LiveSession, type Place, type SessionOptions } from './session.ts';

export interface LiveOptions {
  readonly config: Pick<Config, 'naming' | 'prefix' | 'translationStrategy'>;
  /** As the page shows it. */
  readonly collect: Collect;
  /** Resource attributes that are labels of every series. */
  readonly constants: readonly LabelEntry[];
  readonly times?: LiveTimes;
}

export interface LiveTimes {
  /** Time between two frames where there are not very many series. */
  readonly intervalMs: number;
  /** Without a viewer for as long, everything is forgotten. */
  readonly keptMs: number;
}

/** Answers a viewer. Rejects where nothing new can be made. */
export type LiveFeed = (place: Place | undefined) => Promise<Body>;

const TIMES: LiveTimes = { intervalMs: 2_000, keptMs: 300_000 };

/**
 * The feed of the live page. It is there from the first viewer on: until then, and some minutes after
 * the last one, it has nothing, does nothing and holds no timer.
 */
export function createLiveFeed(options: LiveOptions): LiveFeed {
  const { times = TIMES } = options;
  const sessionOptions = { ...optionsOf(options), intervalMs: times.intervalMs };
  let session: LiveSession | undefined;
  let timer: NodeJS.Timeout | undefined;

  function forget(): void {
    session = undefined;
    clearTimeout(timer);
    timer = undefined;
  }

  return async (place) => {
    if (timer === undefined) timer = setTimeout(forget, times.keptMs).unref();
    else timer.refresh();
    session ??= new LiveSession(sessionOptions);
    const own = session;
    try {
      await own.refresh();
    } catch (error) {
      if (own.isBroken && session === own) forget();
      throw error;
    }
    return own.answerTo(place);
  };
}

function optionsOf({
  config,
  collect,
  constants,
}: LiveOptions): Omit<SessionOptions, 'intervalMs'> {
  const { naming, prefix, translationStrategy: translation } = config;
  const names = { naming, prefix, translation };
  const own = { pid: process.pid, node: process.versions.node, startedMs: processStartMs() };
  return {
    collect,
    feed: {
      // As PromQL has them, and `views/names.ts`.
      naming: createNaming({ prefix, translation, escaping: 'allow-utf-8' }),
      constants,
      // The page says them.
      report: () => {},
    },
    appOf: ({ resource }) => ({ service: String(resource['service.name'] ?? ''), ...own, names }),
  };
}
