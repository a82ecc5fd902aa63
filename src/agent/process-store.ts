import type { Config } from '../config/options.ts';
import { warn } from '../foundation/log.ts';
import { offerGlobally } from '../pipeline/global-provider.ts';
import type { Histogram } from '../pipeline/meter.ts';
import { createMeterProvider, type MeterProvider } from '../pipeline/meter-provider.ts';
import { createSelfMetrics } from '../pipeline/self-metrics.ts';

export interface ProcessStore {
  readonly provider: MeterProvider;
  /** Takes the seconds that a scrape took. */
  readonly scrapeDuration: Histogram;
  /** What the store was made with, whatever a later start asks for. */
  readonly limits: Pick<Config, (typeof LIMITS)[number]>;
}

const LIMITS = ['cardinalityLimit', 'totalCardinalityLimit', 'seriesTtlMs'] as const;

let store: ProcessStore | undefined;

/**
 * The store of the process: made once and kept over a stop and a start, since the app keeps its
 * instruments. The limits are those of the first start; a later one that asks for others is told.
 */
export function processStore(config: Config): ProcessStore {
  if (store === undefined) {
    const provider = createMeterProvider(config);
    if (!offerGlobally(provider, reportOwnProvider)) reportOwnProvider();
    const { cardinalityLimit, totalCardinalityLimit, seriesTtlMs } = config;
    const limits = { cardinalityLimit, totalCardinalityLimit, seriesTtlMs };
    store = { provider, limits, ...createSelfMetrics(provider) };
  }
  const { limits } = store;
  const late = LIMITS.filter((name) => config[name] !== limits[name]);
  if (late.length > 0) {
    warn('limits', `${late.join(', ')}: what the agent was first started with stays in force`);
  }
  return store;
}

function reportOwnProvider(): void {
  warn(
    'provider',
    'the app has a MeterProvider of its own: what it records there is not on our page',
  );
}
