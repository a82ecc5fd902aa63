import type { Config } from '../config/options.ts';
import { requireChunk } from '../foundation/chunks.ts';
import { attempt } from '../foundation/guard.ts';
import { warn } from '../foundation/log.ts';
import { OBSERVERS } from '../instrumentations/catalog.ts';
import type { MeterProvider } from '../pipeline/meter-provider.ts';
import type { Observer } from '../pipeline/observer.ts';
import { AGENT_SCOPE } from '../pipeline/self-metrics.ts';

/** What the parts `http-engine` and `pg-engine` of the build export. */
interface EngineChunk {
  createEngine(provider: MeterProvider): Observer;
}

/**
 * Starts every observer that is not switched off; one that fails is left out alone.
 * @returns What stops them all.
 */
export function startObservers(
  provider: MeterProvider,
  config: Config,
  further: readonly Observer[],
): () => void {
  const chosen = [...chooseObservers(provider, config), ...further];
  reportUnknownNames(chosen, config);
  const meter = provider.getMeter(AGENT_SCOPE);
  const stops = chosen
    .filter(({ name }) => !config.disabledObservers.includes(name))
    .map((observer) =>
      attempt('observer_error', `observer ${observer.name}`, () => observer.start(meter, config)),
    );
  return () => {
    for (const stop of stops) if (stop !== undefined) attempt('observer_error', 'stopping', stop);
  };
}

/** OpenTelemetry's engines stand in for our observers where they are chosen. */
function chooseObservers(provider: MeterProvider, config: Config): readonly Observer[] {
  let observers = OBSERVERS;
  if (config.httpEngine === 'opentelemetry') {
    observers = replace(observers, ['http-server', 'http-client'], 'http-engine', provider);
  }
  if (config.pgEngine === 'opentelemetry') {
    observers = replace(observers, ['pg'], 'pg-engine', provider);
  }
  return observers;
}

function replace(
  observers: readonly Observer[],
  names: readonly string[],
  ...[chunk, provider]: ['http-engine' | 'pg-engine', MeterProvider]
): readonly Observer[] {
  const engine = attempt('observer_error', `the part ${chunk}`, () =>
    requireChunk<EngineChunk>(chunk).createEngine(provider),
  );
  if (engine === undefined) return observers;
  return [engine, ...observers.filter(({ name }) => !names.includes(name))];
}

function reportUnknownNames(chosen: readonly Observer[], { disabledObservers }: Config): void {
  const known = [...OBSERVERS, ...chosen].map(({ name }) => name);
  if (disabledObservers.every((name) => known.includes(name))) return;
  warn(
    'disabled-observers',
    `ACME_METRICS_DISABLED_OBSERVERS names an observer that does not exist; there are ${known.join(', ')}`,
  );
}
