import { type Config, OPTIONS } from '../config/options.ts';
import type { LabelEntry } from '../exposition/labels.ts';
import { requireChunk } from '../foundation/chunks.ts';
import { attempt } from '../foundation/guard.ts';
import { warn } from '../foundation/log.ts';
import type { Collect } from '../pipeline/collection.ts';
import { createProducer } from '../pipeline/producer.ts';
import type { Resource } from '../pipeline/resource.ts';
import type { LiveOptions } from '../server/live/live-feed.ts';
import { createPage, type Page } from '../server/page.ts';
import type { PageEngine } from '../server/page-engine.ts';

export interface PageOptions {
  readonly config: Config;
  readonly collect: Collect;
  /** The same under the names that our page is to have. */
  readonly shown: Collect;
  /** Of every series there. */
  readonly constants: readonly LabelEntry[];
}

export interface ChosenPage {
  readonly page: Page;
  /** What the live page is made from: the same, under the same names. */
  readonly live: LiveOptions;
}

/** The page that is configured. Where OpenTelemetry's can't be had, it is ours. */
export function choosePage(options: PageOptions): ChosenPage {
  return upstreamPage(options) ?? ownPage(options);
}

function ownPage({ config, shown, constants }: PageOptions): ChosenPage {
  const page = createPage({ config, collect: shown, constants });
  return { page, live: { config, collect: shown, constants } };
}

/** The resource attributes that are to be labels of every series. */
export function constantLabels(
  { resourceConstantLabels }: Config,
  resource: Resource,
): LabelEntry[] {
  return resourceConstantLabels.flatMap((key): LabelEntry[] => {
    const value = resource[key];
    if (value !== undefined) return [[key, value]];
    warn(
      `resource:${key}`,
      `${OPTIONS.resourceConstantLabels.env}: the resource has no attribute ${JSON.stringify(key)}; target_info shows which it has`,
    );
    return [];
  });
}

function upstreamPage({ config, collect }: PageOptions): ChosenPage | undefined {
  if (config.pageEngine !== 'opentelemetry') return undefined;
  sayWhatUpstreamLacks(config);
  const page = attempt('exposition_error', 'the part page-engine', () =>
    requireChunk<PageEngine>('page-engine').createUpstreamPage(
      createProducer(collect, { exponential: false }),
      config.prefix,
    ),
  );
  return page && { page, live: { config: upstreamNames(config), collect, constants: [] } };
}

/** How its names are made, but for the `_total` of counters: that and no units is none of the strategies. */
function upstreamNames({ prefix }: Config): LiveOptions['config'] {
  return {
    naming: 'standard',
    prefix: prefix === '' ? '' : `${prefix.replace(/_$/, '')}_`,
    translationStrategy: 'UnderscoreEscapingWithoutSuffixes',
  };
}

/** Options that OpenTelemetry's serializer knows nothing of. */
const OWN_OPTIONS = [
  'naming',
  'translationStrategy',
  'scopeLabels',
  'resourceConstantLabels',
  'createdLines',
] as const;

function sayWhatUpstreamLacks(config: Config): void {
  const asked = OWN_OPTIONS.filter((name) => config[name] !== OPTIONS[name].default);
  const variables = asked.map((name) => OPTIONS[name].env);
  if (variables.length > 0) {
    warn('page_engine', `the page engine opentelemetry does not know ${variables.join(', ')}`);
  }
}
