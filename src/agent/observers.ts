import type { Config } from '../config/options.ts';
import { requireChunk } from '../foundation/chunks.ts';
import { attempt, stopAll } from '../foundation/guard.ts';
import { debug, warn } from '../foundation/log.ts';
import { OBSERVERS } from '../instrumentations/catalog.ts';
import type { MeterProvider } from '../pipeline/meter-provider.ts';
import type { Observer } from '../pipeline/observer.ts';
import { AGENT_SCOPE } from '../pipeline/self-metrics.ts';

/** What the parts `http-engine` and `pg-engine` of the build export. */
interface EngineChunk {
  createEngine(provider: MeterProvider): Observer;
}

/** OpenTelemetry's engines, and the observers that each stands in for. */
const ENGINES = {
  httpEngine: { chunk: 'http-engine', replaces: ['http-server', 'http-client'] },
  pgEngine: { chunk: 'pg-engine', replaces: ['pg'] },
} as const;

/**
 * Starts every observer that is not switched off; one that fails is left out alone.
 * @returns What stops them all.
 */
export function startObservers(
  provider: MeterProvider,
  config: Config,
  further: readonly Observer[],
): () => void {
  const all = [...OBSERVERS, ...further];
  reportUnknownNames(all, config);
  const wanted = all.filter(({ name }) => !config.disabledObservers.includes(name));
  const meter = provider.getMeter(AGENT_SCOPE);
  const stops = withEngines(wanted, provider, config).map((observer) =>
    attempt('observer_error', `observer ${observer.name}`, () => {
      debug(`${observer.name} observes ${observer.observes}`);
      return observer.start(meter, config);
    }),
  );
  return () => stopAll(stops.filter((stop) => stop !== undefined));
}

/** Puts the chosen engines in the place of what they replace, where any of that is wanted. */
function withEngines(
  wanted: readonly Observer[],
  provider: MeterProvider,
  config: Config,
): readonly Observer[] {
  let observers = wanted;
  for (const option of ['httpEngine', 'pgEngine'] as const) {
    const { chunk, replaces } = ENGINES[option];
    const kept = observers.filter(({ name }) => !(replaces as readonly string[]).includes(name));
    if (config[option] !== 'opentelemetry' || kept.length === observers.length) continue;
    const engine = attempt('observer_error', `the part ${chunk}`, () =>
      requireChunk<EngineChunk>(chunk).createEngine(provider),
    );
    if (engine !== undefined) observers = [engine, ...kept];
  }
  return observers;
}

function reportUnknownNames(all: readonly Observer[], { disabledObservers }: Config): void {
  const known = all.map(({ name }) => name);
  if (disabledObservers.every((name) => known.includes(name))) return;
  warn(
    'disabled-observers',
    `ACME_METRICS_DISABLED_OBSERVERS names an observer that does not exist; there are ${known.join(', ')}`,
  );
}
