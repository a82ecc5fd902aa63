import type { Config } from '../config/options.ts';
import { requireChunk } from '../foundation/chunks.ts';
import { monotonicSeconds } from '../foundation/clock.ts';
import { settlesWithin } from '../foundation/deadline.ts';
import { attempt } from '../foundation/guard.ts';
import type { OtlpChunk } from '../otlp/pushes.ts';
import type { MetricStore } from '../store/metric-store.ts';
import { watchEnd } from './process-end.ts';
import type { WayOut } from './way-out.ts';

/** How long who asks for a flush waits for it. */
const FLUSH_SECONDS = 2;

/** What is pushed by this process, for who started it. */
export interface Pushing {
  /**
   * Pushes what was measured until now, within 2 s. Somebody waits for it, so the process is kept
   * alive. Never rejects.
   */
  flush(): Promise<void>;
  /** Ends all pushes; what was not flushed before is lost. */
  stop(): void;
}

const NO_PUSHES: Pushing = { flush: async () => {}, stop: () => {} };

export interface PushingOptions {
  readonly config: Config;
  readonly store: MetricStore;
  readonly out: () => WayOut;
}

/** Starts what is pushed, and watches for the end of the process. Where nothing is, nothing is loaded. */
export function startPushing({ config, store, out }: PushingOptions): Pushing {
  const { exporters } = config;
  if (!exporters.includes('otlp') && !exporters.includes('console')) return NO_PUSHES;
  const pushes = attempt('export_error', 'the part otlp', () =>
    requireChunk<OtlpChunk>('otlp').startPushes({ config, store, ...out().pushed }),
  );
  if (pushes === undefined) return NO_PUSHES;
  const forget = watchEnd(pushes);
  return {
    async flush() {
      const delivered = pushes.flush(monotonicSeconds() + FLUSH_SECONDS);
      await settlesWithin(delivered, FLUSH_SECONDS * 1000, true);
    },
    stop() {
      forget();
      pushes.stop();
    },
  };
}
