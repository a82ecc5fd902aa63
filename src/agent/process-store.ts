import type { Config } from '../config/options.ts';
import { warn } from '../foundation/log.ts';
import { offerGlobally } from '../pipeline/global-provider.ts';
import type { Histogram } from '../pipeline/meter.ts';
import { type ProcessMetrics, processMetrics } from '../pipeline/process-metrics.ts';
import { createSelfMetrics, type SelfMetrics } from '../pipeline/self-metrics.ts';

export interface ProcessStore {
  readonly metrics: ProcessMetrics;
  /** Takes the seconds that a scrape took. */
  readonly scrapeDuration: Histogram;
  /** What the store was made with, whatever a later start asks for. */
  readonly kept: KeptConfig;
}

/** Options that instruments are made by, and stay with. */
const KEPT = [
  'cardinalityLimit',
  'totalCardinalityLimit',
  'seriesTtlMs',
  'scopeLabels',
  'histograms',
  'exemplarFilter',
  'metrics',
  'redaction',
  'allowedValues',
  'dynamicLimit',
] as const;

type KeptConfig = Pick<Config, (typeof KEPT)[number]>;

let store: ProcessStore | undefined;
let self: SelfMetrics | undefined;

/**
 * The store of the process: made once and kept over a stop and a start, since the app keeps its
 * instruments. Limits and rules are those of the first start, or of the first
 * instrument that was declared before it; a later one that asks for others is
 * told.
 */
export function processStore(config: Config): ProcessStore {
  if (store === undefined) {
    const metrics = processMetrics(config);
    const { provider } = metrics;
    const isOffered = offerGlobally(provider, {
      onReplaced: reportOwnProvider,
      onRegistered: (globals) => provider.spans.registered(globals),
    });
    if (!isOffered) reportOwnProvider();
    const kept = Object.fromEntries(KEPT.map((name) => [name, metrics.config[name]])) as KeptConfig;
    store = { metrics, kept, ...selfMetrics(metrics) };
  }
  const { kept } = store;
  const late = KEPT.filter((name) => JSON.stringify(config[name]) !== JSON.stringify(kept[name]));
  if (late.length > 0) {
    warn('kept', `${late.join(', ')}: what the agent was first started with stays in force`);
  }
  return store;
}

/** What is measured of ourselves, with or without a running agent. */
export function selfMetrics({ provider }: ProcessMetrics): SelfMetrics {
  self ??= createSelfMetrics(provider);
  return self;
}

function reportOwnProvider(): void {
  warn(
    'provider',
    'the app has a MeterProvider of its own: what it records there is not on our page',
  );
}
