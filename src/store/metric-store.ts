import { countFault } from '../foundation/faults.ts';
import { warn } from '../foundation/log.ts';
import type { Descriptor, Scope } from './descriptor.ts';
import type { Family } from './family.ts';
import { createMetric, type Metric } from './metric.ts';

/** All instruments of the process, in the order in which they were made. */
export class MetricStore {
  readonly #limit: number;
  readonly #metrics = new Map<string, Metric>();
  /** The first descriptor of each name of a scope. */
  readonly #firsts = new Map<string, Descriptor>();

  /** `limit`: most series of each instrument. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * The metric of a descriptor; an equal one in the same scope shares it. A second kind or unit
   * under a name works on its own and is said once: which of them a page can show is the
   * exposition's decision.
   */
  register(scope: Scope, descriptor: Descriptor): Metric {
    const identity = identityOf(scope, descriptor);
    const known = this.#metrics.get(identity);
    if (known !== undefined) return known;
    this.#reportConflict(scope, descriptor);
    const metric = createMetric(scope, descriptor, this.#limit);
    this.#metrics.set(identity, metric);
    return metric;
  }

  metrics(): Iterable<Metric> {
    return this.#metrics.values();
  }

  families(): readonly Family[] {
    return [...this.#metrics.values()];
  }

  #reportConflict(scope: Scope, descriptor: Descriptor): void {
    const name = nameIn(scope, descriptor);
    const first = this.#firsts.get(name);
    if (first === undefined) {
      this.#firsts.set(name, descriptor);
      return;
    }
    countFault('instrument_conflict');
    warn(
      `instrument_conflict:${name}`,
      `instrument '${descriptor.name}' exists already as ${summary(first)}, now asked for as ` +
        `${summary(descriptor)}: use the same kind and unit, or another name`,
    );
  }
}

/** Names are compared without case (API specification); the first spelling is the one shown. */
function nameIn(scope: Scope, { name }: Descriptor): string {
  return JSON.stringify([scope.name, scope.version, scope.schemaUrl, name.toLowerCase()]);
}

function identityOf(scope: Scope, descriptor: Descriptor): string {
  return JSON.stringify([nameIn(scope, descriptor), descriptor.kind, descriptor.unit]);
}

function summary({ kind, unit }: Descriptor): string {
  return unit === '' ? kind : `${kind} in '${unit}'`;
}
