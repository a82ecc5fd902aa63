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
}

let store: ProcessStore | undefined;

/**
 * The store of the process: made once and kept over a stop and a start, since the app keeps its
 * instruments. The limits, and whether series expire, are those of the first start.
 */
export function processStore(config: Config): ProcessStore {
  if (store === undefined) {
    const provider = createMeterProvider(config);
    if (!offerGlobally(provider, reportOwnProvider)) reportOwnProvider();
    store = { provider, ...createSelfMetrics(provider) };
  }
  return store;
}

function reportOwnProvider(): void {
  warn(
    'provider',
    'the app has a MeterProvider of its own: what it records there is not on our page',
  );
}
