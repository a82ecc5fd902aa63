import type { Config } from '../config/options.ts';
import { requireChunk } from '../foundation/chunks.ts';
import { attempt } from '../foundation/guard.ts';
import type { OtlpChunk, Pushes } from '../otlp/pushes.ts';
import type { MetricStore } from '../store/metric-store.ts';
import { watchEnd } from './process-end.ts';
import type { WayOut } from './scrape.ts';

const NO_PUSHES: Pushes = { flush: async () => {}, flushNow: () => {}, stop: () => {} };

export interface PushOptions {
  readonly config: Config;
  readonly store: MetricStore;
  readonly out: () => WayOut;
}

/** Starts what is pushed, and watches for the end of the process. Where nothing is, nothing is loaded. */
export function startPushing({ config, store, out }: PushOptions): Pushes {
  const { exporters } = config;
  if (!exporters.includes('otlp') && !exporters.includes('console')) return NO_PUSHES;
  const pushes = attempt('export_error', 'the part otlp', () =>
    requireChunk<OtlpChunk>('otlp').startPushes({ config, store, ...out().pushed }),
  );
  if (pushes === undefined) return NO_PUSHES;
  const forget = watchEnd(pushes);
  return {
    ...pushes,
    stop() {
      forget();
      pushes.stop();
    },
  };
}
