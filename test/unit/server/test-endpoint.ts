import { type Config, OPTIONS, type OptionName } from '../../../src/config/options.ts';
import type { Collect, Collection } from '../../../src/pipeline/collection.ts';
import { createMeterProvider } from '../../../src/pipeline/meter-provider.ts';
import type { ProcessMetrics } from '../../../src/pipeline/process-metrics.ts';
import type { AgentReport } from '../../../src/server/agent-report.ts';
import { type Answers, createAnswers } from '../../../src/server/answers.ts';
import { createLiveFeed } from '../../../src/server/live/live-feed.ts';
import { createPage, type Page } from '../../../src/server/page.ts';
import { ScrapeLog } from '../../../src/server/scrape-log.ts';
import { type Endpoint, startEndpoint } from '../../../src/server/server.ts';
import type { Family } from '../../../src/store/family.ts';
import { fakeFamily } from '../exposition/fake-family.ts';

/** Every option at its default but for `changes`, on a port that the system chooses. */
export function configWith(changes: Partial<Config> = {}): Config {
  const names = Object.keys(OPTIONS) as OptionName[];
  const defaults = Object.fromEntries(names.map((name) => [name, OPTIONS[name].default]));
  return { ...defaults, port: 0, ...changes } as Config;
}

export function collectionOf(families: readonly Family[]): Collection {
  return { resource: { 'service.name': 'shop' }, timeMs: 0, families, errors: [] };
}

/** A process that has measured nothing. */
export function metricsWith(config: Config): ProcessMetrics {
  const provider = createMeterProvider(config);
  return { provider, config, sources: new Set(), beginnings: new Set() };
}

export interface TestOptions {
  /** What our own page is made of: one small metric by default. */
  readonly collect?: Collect;
  /** In the place of our own page. */
  readonly page?: Page;
  readonly metrics?: ProcessMetrics;
  readonly isDevelopment?: boolean;
  readonly hostIsChosen?: boolean;
  /** What `/agent` tells. */
  readonly report?: () => Promise<AgentReport>;
}

/** Everything that answers, with our own page unless told otherwise. */
export function answersWith(changes: Partial<Config> = {}, options: TestOptions = {}): Answers {
  const config = configWith(changes);
  const log = new ScrapeLog();
  const collect = log.collecting(options.collect ?? oneMetric);
  const page = options.page ?? createPage({ config, collect, constants: [] });
  const { metrics = metricsWith(config), isDevelopment = false } = options;
  return createAnswers({
    ...{ config, metrics, collect, log, isDevelopment },
    page: log.paging(page, () => {}),
    feed: config.live ? createLiveFeed({ config, collect, constants: [] }) : undefined,
    report: options.report,
  });
}

/** An endpoint with these answers. */
export function startTestEndpoint(
  changes: Partial<Config> = {},
  options: TestOptions = {},
): Endpoint {
  return startEndpoint({
    config: configWith(changes),
    hostIsChosen: options.hostIsChosen ?? false,
    answersAtOnce: true,
    answers: (onLoopback) => answersWith(changes, options).endpoint(onLoopback),
  });
}

async function oneMetric(): Promise<Collection> {
  return collectionOf([fakeFamily({ name: 'answer', series: [{ value: 42 }] })]);
}

/** The port that is open, also where the system chose it. */
export function portOf(endpoint: Endpoint): number | undefined {
  const url = endpoint.url();
  return url === undefined ? undefined : Number(new URL(url).port);
}

export interface TestEndpoint extends Endpoint {
  readonly openPort: number;
  [Symbol.asyncDispose](): Promise<void>;
}

/** An endpoint that is open. */
export async function openEndpoint(
  config: Partial<Config> = {},
  options: TestOptions = {},
): Promise<TestEndpoint> {
  const endpoint = startTestEndpoint(config, options);
  await endpoint.ready;
  const openPort = portOf(endpoint);
  if (openPort === undefined) throw new Error('the endpoint is not open');
  return { ...endpoint, openPort, [Symbol.asyncDispose]: endpoint.stop };
}
