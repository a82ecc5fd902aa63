import type { Config } from '../config/options.ts';
import type { Collect, CollectNow } from '../pipeline/collection.ts';
import type { MetricStore } from '../store/metric-store.ts';

export interface PushesOptions {
  readonly config: Config;
  readonly collect: Collect;
  readonly collectNow: CollectNow;
  /** Tells whether anything was measured since the last push. */
  readonly store: MetricStore;
}

/** Everything that is pushed, by whichever exporter. `deadline`: seconds of the monotonic clock. */
export interface Pushes {
  /** Delivers what was measured until now, as far as that is possible by then. Never rejects. */
  flush(deadline: number): Promise<void>;
  /** Blocks until what is not delivered yet is, for a process that ends. Never throws. */
  flushNow(deadline: number): void;
  /** Ends all pushes; what was not flushed before is lost. */
  stop(): void;
}

/** What the part `otlp` of the build exports: loaded at the start, where something is pushed. */
export interface OtlpChunk {
  startPushes(options: PushesOptions): Pushes;
}

/** Starts to push to every exporter that is configured. Keeps no process alive. */
export function startPushes(_options: PushesOptions): Pushes {
  return { flush: async () => {}, flushNow: () => {}, stop: () => {} };
}
