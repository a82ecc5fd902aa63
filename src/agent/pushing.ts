import type { Places } from '../config/load.ts';
import type { Config } from '../config/options.ts';
import { monotonicSeconds } from '../foundation/clock.ts';
import { settlesWithin } from '../foundation/deadline.ts';
import { startPushes } from '../otlp/pushes.ts';
import type { MetricStore } from '../store/metric-store.ts';
import { LONGEST_DELAY_SECONDS } from './last-flush.ts';
import { watchEnd } from './process-end.ts';
import type { WayOut } from './way-out.ts';

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

export interface PushingOptions {
  readonly config: Config;
  /** Default: the options are called by their own names. */
  readonly places?: Places;
  readonly store: MetricStore;
  readonly out: () => WayOut;
}

/** What the part `otlp` of the build exports: loaded at the start, where something is pushed. */
export interface PushingChunk {
  startPushing(options: PushingOptions): Pushing;
}

/**
 * Starts what is pushed, and watches for the end of the process. The way out is joined here and now:
 * at the first push it would hold up the app's requests for some 5 ms.
 */
export function startPushing({ out, ...options }: PushingOptions): Pushing {
  const pushes = startPushes({ ...options, ...out().pushed });
  const forget = watchEnd(pushes);
  return {
    async flush() {
      const delivered = pushes.flush(monotonicSeconds() + LONGEST_DELAY_SECONDS);
      await settlesWithin(delivered, LONGEST_DELAY_SECONDS * 1000, true);
    },
    stop() {
      forget();
      pushes.stop();
    },
  };
}
