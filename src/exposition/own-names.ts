import { info } from '../foundation/log.ts';
import { AGENT_SCOPE } from '../pipeline/self-metrics.ts';
import type { Scope } from '../store/descriptor.ts';
import type { Family } from '../store/family.ts';
import type { View } from './classic-view.ts';
import { instrumentOf } from './names.ts';
import type { Naming } from './naming.ts';

/**
 * What the agent counts of the process alone, beside what the app counts of itself: `errors_total` has
 * them both, and says of each in which component.
 */
const SHARED = new Set(['errors']);

/** OpenTelemetry's engines, where they stand in for ours. */
const ENGINE_SCOPES = /^@opentelemetry\/instrumentation-/;

/**
 * A view for all pages that leaves out what the app's own library measures under the name of an
 * automatic metric: the two would be added up. It gives way as soon as that one has a series; one that
 * measures nothing takes nothing away. What is left out is said once.
 */
export function createOwnNamesView(naming: Naming): View {
  const said = new Set<string>();
  const nameOf = (family: Family) => naming.metricName(instrumentOf(family));
  return (collection) => {
    const { families } = collection;
    const bridged = families.filter(isBridged);
    if (bridged.length === 0) return collection;
    const taken = new Set(families.filter(isAutomatic).map(nameOf));
    const duplicates = new Set(bridged.filter((family) => taken.has(nameOf(family))));
    for (const { descriptor, scope } of duplicates) {
      if (said.has(descriptor.name)) continue;
      said.add(descriptor.name);
      info(`${descriptor.name} of ${scope.name} is not shown: the agent measures it, too`);
    }
    return { ...collection, families: families.filter((family) => !duplicates.has(family)) };
  };
}

/** Whether it is the scope of what is measured without the app's doing. */
export function isOfAgent({ name }: Scope): boolean {
  return name === AGENT_SCOPE || ENGINE_SCOPES.test(name);
}

function isBridged({ descriptor }: Family): boolean {
  return descriptor.isFinal === true;
}

function isAutomatic(family: Family): boolean {
  const { scope, descriptor } = family;
  return (
    isOfAgent(scope) && !isBridged(family) && !SHARED.has(descriptor.name) && hasSeries(family)
  );
}

function hasSeries(family: Family): boolean {
  for (const _ of family.series()) return true;
  return false;
}
