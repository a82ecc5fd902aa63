import type { Config } from '../config/options.ts';
import { MetricsError } from '../foundation/errors.ts';
import { stopAll } from '../foundation/guard.ts';
import { type PromClient, watchPromClient } from '../instrumentations/prom-client/library.ts';
import { bridgeRegistries } from '../instruments/prom-client/bridge.ts';
import { isRegistry, type PromRegistry } from '../instruments/prom-client/library.ts';

/** With the option `bridgePromClient`: bridges every registry of the app. */
export function startBridge({ bridgePromClient: isWanted }: Config): () => void {
  return isWanted ? bridgeLibraries(({ registries }) => registries) : () => {};
}

/**
 * Puts the metrics of prom-client or @prometheus-io/client on the page and into exports, under the
 * names and labels they have. Registries are read at each collection, with their `collect`
 * functions; nothing is copied before and the library works on as it is. It may be called at any
 * time, and more than once: a metric is counted once.
 *
 * @param registry One registry. Without it the default one of each of the two libraries that the
 *   app has loaded or loads later. `ACME_METRICS_BRIDGE_PROM_CLIENT=true` bridges all registries.
 * @returns What ends it by `stop()`.
 * @throws MetricsError `ACME_METRICS_INVALID_OPTION` for what is no registry.
 */
export function bridgePromClient(registry?: PromRegistry): { stop(): void } {
  if (registry === undefined) {
    return { stop: bridgeLibraries(({ defaultRegistry }) => [defaultRegistry]) };
  }
  if (!isRegistry(registry)) {
    throw new MetricsError(
      'ACME_METRICS_INVALID_OPTION',
      'bridgePromClient: the argument is no registry of prom-client or @prometheus-io/client; give its register, a Registry of yours, or nothing',
    );
  }
  return { stop: bridgeRegistries([registry]) };
}

function bridgeLibraries(select: (library: PromClient) => Iterable<PromRegistry>): () => void {
  const stops: (() => void)[] = [];
  stops.push(watchPromClient((library) => stops.push(bridgeRegistries(select(library)))));
  return () => stopAll(stops.splice(0));
}
