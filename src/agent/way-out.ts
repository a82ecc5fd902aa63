import { isDevelopment } from '../config/environment.ts';
import type { Config } from '../config/options.ts';
import { createClassicView, type View } from '../exposition/classic-view.ts';
import { createExportView } from '../exposition/export/view.ts';
import { createNaming } from '../exposition/naming.ts';
import { createOwnNamesView } from '../exposition/own-names.ts';
import { atOnce, inTurns } from '../foundation/turns.ts';
import { createCollect, createCollectNow, storeSource } from '../pipeline/collect.ts';
import type { Collect, CollectNow, Source } from '../pipeline/collection.ts';
import type { Histogram } from '../pipeline/meter.ts';
import type { ProcessMetrics } from '../pipeline/process-metrics.ts';
import { detectResource, type Launch } from '../pipeline/resource.ts';
import { type Answers, createAnswers } from '../server/answers.ts';
import { ScrapeLog } from '../server/scrape-log.ts';
import { lazyLiveFeed } from './lazy-live-feed.ts';
import { choosePage, constantLabels } from './page.ts';
import { lazyReport } from './report/lazy-report.ts';
import type { AgentSelf } from './report/self.ts';

export interface WayOutOptions {
  readonly config: Config;
  readonly metrics: ProcessMetrics;
  /** Takes the seconds that each page took. */
  readonly scrapeDuration: Histogram;
  readonly launch: Launch;
  /** What `/agent` tells; absent where no agent runs. */
  readonly self?: AgentSelf;
}

/** What the lazily loaded part `way-out` of the build exports. */
export interface WayOutChunk {
  joinWayOut(options: WayOutOptions): WayOut;
}

/** The one way out of the store, for all who want to know. */
export interface WayOut {
  /** What answers scrapes. */
  readonly answers: Answers;
  /** What is pushed: the same collections, under the names that the page leads to. */
  readonly pushed: Pushed;
}

export interface Pushed {
  readonly collect: Collect;
  readonly collectNow: CollectNow;
}

/** Joins resource, collection, page and answers. */
export function joinWayOut(options: WayOutOptions): WayOut {
  const { config, metrics, scrapeDuration, launch, self } = options;
  const resource = detectResource(config, launch);
  const log = new ScrapeLog();
  const sources = sourcesOf(metrics);
  const collect = log.collecting(createCollect(sources, resource));
  const collectNow = createCollectNow(sources, resource);
  const view = shownView(config);
  const shown: Collect = async (collecting) => view(await collect(collecting));
  const constants = constantLabels(config, resource);
  const exported = createExportView(config);
  const chosen = choosePage({ config, collect, shown, constants });
  const page = log.paging(chosen.page, (seconds) => scrapeDuration.record(seconds));
  return {
    answers: createAnswers({
      ...{ config, metrics, page, collect, log, isDevelopment: isDevelopment() },
      feed: config.live ? lazyLiveFeed(chosen.live) : undefined,
      report: self && lazyReport({ config, metrics, launch, resource, self }),
    }),
    pushed: {
      collect: async () => inTurns(exported(await shown())),
      collectNow: () => atOnce(exported(view(collectNow()))),
    },
  };
}

/** Under the names of the page, and without what two measure under one of them. */
function shownView({ naming, prefix, translationStrategy }: Config): View {
  const named = naming === 'classic' ? createClassicView() : undefined;
  const distinct = createOwnNamesView(
    createNaming({ prefix, translation: translationStrategy, escaping: 'underscores' }),
  );
  return (collection) => distinct(named?.(collection) ?? collection);
}

/** Bridges may come and go while the agent runs. */
function sourcesOf({ provider, sources }: ProcessMetrics): Iterable<Source> {
  const store = storeSource(provider);
  return {
    *[Symbol.iterator]() {
      yield store;
      yield* sources;
    },
  };
}
