import type { RequestListener } from 'node:http';
import type { Config } from '../config/options.ts';
import { createClassicView } from '../exposition/classic-view.ts';
import { createCollect, storeSource } from '../pipeline/collect.ts';
import type { Collect, Source } from '../pipeline/collection.ts';
import type { Histogram } from '../pipeline/meter.ts';
import type { ProcessMetrics } from '../pipeline/process-metrics.ts';
import { detectResource, type Launch } from '../pipeline/resource.ts';
import { createAnswers } from '../server/answers.ts';
import { choosePage } from './page.ts';

export interface ScrapeOptions {
  readonly config: Config;
  readonly metrics: ProcessMetrics;
  /** Takes the seconds that each page took. */
  readonly scrapeDuration: Histogram;
  readonly launch: Launch;
  /** Whether the endpoint is bound to loopback only. */
  onLoopback(): boolean;
}

/** What the lazily loaded part `scrape` of the build exports. */
export interface ScrapeChunk {
  answerScrapes(options: ScrapeOptions): RequestListener;
}

/** The way out of the store, joined for the first who asks: resource, collection, page, answers. */
export function answerScrapes(options: ScrapeOptions): RequestListener {
  const { config, metrics, scrapeDuration, onLoopback } = options;
  const resource = detectResource(config, options.launch);
  const collect = createCollect(sourcesOf(metrics), resource);
  const shown = config.naming === 'classic' ? inClassicNames(collect) : collect;
  const page = choosePage({ config, resource, collect, shown, scrapeDuration });
  return createAnswers({ config, page, collect, onLoopback });
}

function inClassicNames(collect: Collect): Collect {
  const view = createClassicView();
  return async () => view(await collect());
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
