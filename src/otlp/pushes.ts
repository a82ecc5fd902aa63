import type { Places } from '../config/load.ts';
import type { Config } from '../config/options.ts';
import { countFault } from '../foundation/faults.ts';
import { describeError } from '../foundation/guard.ts';
import { warn } from '../foundation/log.ts';
import type { Collect, CollectNow } from '../pipeline/collection.ts';
import type { MetricStore } from '../store/metric-store.ts';
import { createConsoleExporter } from './console-exporter.ts';
import { temporalityOf } from './delta/store-temporality.ts';
import type { Encode } from './encode.ts';
import type { Exporter } from './exporter.ts';
import { createJsonEncoder } from './json.ts';
import { createOtlpExporter } from './otlp-exporter.ts';
import { createProtobufEncoder } from './protobuf/encoder.ts';
import { Push } from './push.ts';
import { createSender } from './send/sender.ts';

export interface PushesOptions {
  readonly config: Config;
  /** Default: the options are called by their own names. */
  readonly places?: Places;
  readonly collect: Collect;
  readonly collectNow: CollectNow;
  /** Tells whether anything was measured since the last push, and has what was delivered kept with it. */
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

const EXPORTERS = { otlp: otlpExporter, console: createConsoleExporter } as const;

/** Starts to push to every exporter that is configured. Keeps no process alive. */
export function startPushes(options: PushesOptions): Pushes {
  const { config, collect, collectNow, store } = options;
  const { exportIntervalMs: intervalMs, exportTimeoutMs: timeoutMs } = config;
  const exporters = (['otlp', 'console'] as const)
    .filter((name) => config.exporters.includes(name))
    .flatMap((name) => exporterOf(name, options));
  const pushes = exporters.map(
    (exporter) => new Push({ collect, collectNow, store, exporter, intervalMs, timeoutMs }),
  );
  return {
    async flush(deadline) {
      await Promise.all(pushes.map((push) => push.flush(deadline)));
    },
    flushNow(deadline) {
      for (const push of pushes) push.flushNow(deadline);
    },
    stop() {
      for (const push of pushes) push.stop();
    },
  };
}

/** None where it can't be had, which is said. */
function exporterOf(name: keyof typeof EXPORTERS, options: PushesOptions): Exporter[] {
  try {
    return [EXPORTERS[name](options)];
  } catch (error) {
    countFault('export_error');
    warn(`export:${name}`, `nothing is pushed by ${name}: ${describeError(error)}`);
    return [];
  }
}

function otlpExporter({ config, places, store }: PushesOptions): Exporter {
  return createOtlpExporter({
    sender: createSender(config, places),
    temporality: temporalityOf(store, config.otlpTemporality),
    createEncode: () => encodeBy(config),
    maxSeries: config.otlpMaxSeries,
    timeoutMs: config.otlpTimeoutMs,
    mayPost: config.otlpExitProcess,
  });
}

function encodeBy({ otlpProtocol }: Config): Encode {
  return otlpProtocol === 'http/json' ? createJsonEncoder() : createProtobufEncoder();
}
