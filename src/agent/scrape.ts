import { isDevelopment } from '../config/environment.ts';
import type { Config } from '../config/options.ts';
import { createClassicView } from '../exposition/classic-view.ts';
import { createNaming } from '../exposition/naming.ts';
import { createOwnNamesView } from '../exposition/own-names.ts';
import { createCollect, storeSource } from '../pipeline/collect.ts';
import type { Collect, Source } from '../pipeline/collection.ts';
import type { Histogram } from '../pipeline/meter.ts';
import type { ProcessMetrics } from '../pipeline/process-metrics.ts';
import { detectResource, type Launch } from '../pipeline/resource.ts';
import { type Answers, createAnswers } from '../server/answers.ts';
import { ScrapeLog } from '../server/scrape-log.ts';
import { choosePage } from './page.ts';

export interface ScrapeOptions {
  readonly config: Config;
  readonly metrics: ProcessMetrics;
  /** Takes the seconds that each page took. */
  readonly scrapeDuration: Histogram;
  readonly launch: Launch;
}

/** What the lazily loaded part `scrape` of the build exports. */
export interface ScrapeChunk {
  answerScrapes(options: ScrapeOptions): Answers;
}

/** The way out of the store, joined for the first who asks: resource, collection, page, answers. */
export function answerScrapes(options: ScrapeOptions): Answers {
  const { config, metrics, scrapeDuration } = options;
  const resource = detectResource(config, options.launch);
  const log = new ScrapeLog();
  const collect = log.collecting(createCollect(sourcesOf(metrics), resource));
  const shown = asShown(collect, config);
  const page = log.paging(choosePage({ config, resource, collect, shown }), (seconds) =>
    scrapeDuration.record(seconds),
  );
  return createAnswers({ config, metrics, page, collect, log, isDevelopment: isDevelopment() });
}

/** Under the names of the page, and without what two measure under one of them. */
function asShown(collect: Collect, { naming, prefix, translationStrategy }: Config): Collect {
  const named = naming === 'classic' ? createClassicView() : undefined;
  const distinct = createOwnNamesView(
    createNaming({ prefix, translation: translationStrategy, escaping: 'underscores' }),
  );
  return async () => {
    const collection = await collect();
    return distinct(named?.(collection) ?? collection);
  };
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
