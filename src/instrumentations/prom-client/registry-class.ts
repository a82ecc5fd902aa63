import { guarded } from '../../foundation/guard.ts';
import { patchMethod } from '../patch.ts';

/** A registry, as far as it is found and read. */
export interface Registry {
  registerMetric(metric: object): unknown;
  getMetricsAsArray(): readonly object[];
}

export interface RegistryClass {
  readonly prototype: Registry;
}

/**
 * Registries that were found, under this key of their class: known to every copy of this package, so
 * that it is patched once, and also to the one that is started after another was stopped.
 */
const FOUND = Symbol.for('@acme/otel-metrics.registries.v1');

/** The app's registries of a copy of a library, found by the metrics that are put into them. */
export function registriesOf(defaultRegistry: Registry, prototype: Registry): Iterable<Registry> {
  const known = (prototype as { [FOUND]?: FoundRegistries })[FOUND];
  if (known !== undefined) return known;
  const found = new FoundRegistries(defaultRegistry);
  Object.defineProperty(prototype, FOUND, { value: found });
  const note = guarded('observer_error', 'finding a registry', (registry: Registry, metric) => {
    if (isHome(registry, metric)) found.add(registry);
  });
  patchMethod(prototype, 'registerMetric', (original) => {
    return function registerMetric(this: Registry, ...args) {
      const result = Reflect.apply(original, this, args);
      note(this, args[0]);
      return result;
    };
  });
  return found;
}

/**
 * Whether a metric makes its registry one of the app's. Those into which others are merged for a page
 * have no metric of their own, and what came from a cluster's workers are plain objects there, which
 * count what no metric of this process counts.
 */
function isHome(registry: Registry, metric: unknown): boolean {
  if (typeof metric !== 'object' || metric === null) return false;
  if (Object.getPrototypeOf(metric) === Object.prototype) return false;
  const { registers } = metric as { readonly registers?: unknown };
  return !Array.isArray(registers) || registers.length === 0 || registers.includes(registry);
}

/** In the order in which they were found. They go with the app's last reference. */
class FoundRegistries implements Iterable<Registry> {
  readonly #known = new WeakSet<Registry>();
  readonly #all = new Set<WeakRef<Registry>>();
  readonly #ends = new FinalizationRegistry<WeakRef<Registry>>((gone) => this.#all.delete(gone));

  constructor(defaultRegistry: Registry) {
    this.add(defaultRegistry);
  }

  add(registry: Registry): void {
    if (this.#known.has(registry)) return;
    const reference = new WeakRef(registry);
    this.#known.add(registry);
    this.#all.add(reference);
    this.#ends.register(registry, reference);
  }

  *[Symbol.iterator](): Generator<Registry, void, void> {
    for (const reference of this.#all) {
      const registry = reference.deref();
      if (registry !== undefined) yield registry;
    }
  }
}
