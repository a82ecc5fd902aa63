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

/** Every observer there is, and what became of it. */
export interface StartedObservers {
  /** The engines that were chosen stand in the place of what they replace. */
  readonly started: readonly StartedObserver[];
  readonly switchedOff: readonly Observer[];
  readonly stop: () => void;
}

export interface StartedObserver {
  readonly observer: Observer;
  /** Absent where its start has failed. */
  readonly stop: (() => void) | undefined;
}

/** Starts every observer that is not switched off; one that fails is left out alone. */
export function startObservers(
  provider: MeterProvider,
  config: Config,
  further: readonly Observer[],
): StartedObservers {
  const all = [...OBSERVERS, ...further];
  reportUnknownNames(all, config);
  const wanted = all.filter(({ name }) => !config.disabledObservers.includes(name));
  const meter = provider.getMeter(AGENT_SCOPE);
  const started = withEngines(wanted, provider, config).map((observer) => ({
    observer,
    stop: attempt('observer_error', `observer ${observer.name}`, () => {
      debug(`${observer.name} observes ${observer.observes}`);
      return observer.start(meter, config);
    }),
  }));
  return {
    started,
    switchedOff: all.filter((observer) => !wanted.includes(observer)),
    stop: () => stopAll(started.flatMap(({ stop }) => stop ?? [])),
  };
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
