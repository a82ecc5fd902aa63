import { watchModule } from '../module-loads.ts';
import { type Registry, type RegistryClass, registriesOf } from './registry-class.ts';

/** A copy of prom-client or @prometheus-io/client that the app has loaded. */
export interface PromClient {
  /** The one that metrics are in for which nothing else is said. */
  readonly defaultRegistry: Registry;
  /** All that the app has now, the default one first. */
  readonly registries: Iterable<Registry>;
}

/**
 * Tells of every copy of the two libraries that the app has loaded or loads later, by `require` or
 * `import`, before it has made a metric. It is known by the module in which its registries are, so
 * that neither the name under which it is installed nor how it is reached matters.
 * @returns What stops it.
 */
export function watchPromClient(found: (library: PromClient) => void): () => void {
  return watchModule({
    specifiers: ['./lib/registry', './registry', '../registry'],
    files: ['/lib/registry.js'],
    loaded(exports) {
      const library = libraryOf(exports);
      if (library !== undefined) found(library);
    },
  });
}

function libraryOf(exports: unknown): PromClient | undefined {
  if (typeof exports !== 'function') return undefined;
  // Others' modules are called so, too: none of their getters is run.
  const defaultRegistry: unknown = Object.getOwnPropertyDescriptor(
    exports,
    'globalRegistry',
  )?.value;
  const { prototype } = exports as RegistryClass;
  if (!isRegistry(defaultRegistry, prototype)) return undefined;
  return { defaultRegistry, registries: registriesOf(defaultRegistry, prototype) };
}

function isRegistry(value: unknown, prototype: unknown): value is Registry {
  if (typeof value !== 'object' || value === null) return false;
  if (Object.getPrototypeOf(value) !== prototype) return false;
  const { registerMetric, getMetricsAsArray } = value as Partial<Registry>;
  return typeof registerMetric === 'function' && typeof getMetricsAsArray === 'function';
}
