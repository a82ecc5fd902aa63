import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/options.ts';
import { processWide } from '../foundation/process-wide.ts';
import type { Source } from './collection.ts';
import { createMeterProvider, type MeterProvider } from './meter-provider.ts';

/** Instruments of a second copy of the package are on the page of the first. */
const METRICS_KEY = Symbol.for('@acme/otel-metrics.metrics.v1');

/** What all parts of the process measure into, whether an agent runs or not. */
export interface ProcessMetrics {
  readonly provider: MeterProvider;
  /** What it was made with, whatever a later start of the agent asks for. */
  readonly config: Config;
  /** What is collected beside the store: bridges. */
  readonly sources: Set<Source>;
  /** Begin again at 0 what was declared to be there from the start. */
  readonly beginnings: Set<() => void>;
  /** The template of a request's route, where an agent that runs knows it. */
  routeOf?: ((request: object) => string | undefined) | undefined;
}

/**
 * The metrics of the process. Whoever needs them first makes them: the agent with its configuration,
 * an instrument that comes before it with what file and environment say. What was measured before
 * the agent starts is on its page.
 */
export function processMetrics(config?: Config): ProcessMetrics {
  return processWide(METRICS_KEY, () => createProcessMetrics(config ?? loadConfig().config));
}

function createProcessMetrics(config: Config): ProcessMetrics {
  const isOff = !config.enabled || config.sdkDisabled;
  const metrics = isOff ? { '*': { drop: true } } : config.metrics;
  return {
    provider: createMeterProvider({
      ...config,
      metrics,
      exponentialToo: pushesExponential(config),
    }),
    config,
    sources: new Set(),
    beginnings: new Set(),
  };
}

/** The page keeps its buckets: exponential ones come beside them, and are what is pushed. */
function pushesExponential({ exporters, otlpHistograms }: Config): boolean {
  return exporters.includes('otlp') && otlpHistograms === 'base2_exponential_bucket_histogram';
}
