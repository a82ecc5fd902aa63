import type { Collection } from '../pipeline/collection.ts';
import type { Resource } from '../pipeline/resource.ts';
import { AGENT_SCOPE } from '../pipeline/self-metrics.ts';
import type { Family } from '../store/family.ts';
import { ClassicFamily } from './classic/classic-family.ts';
import { splitByKeys } from './classic/split.ts';
import { CLASSIC_METRICS, type ClassicMetric } from './classic/table.ts';
import { versionInfo } from './classic/version-info.ts';

/** Shows a collection under the names that prom-client's users know. */
export type View = (collection: Collection) => Collection;

/**
 * A view for all pages: its families are the same objects from page to page, as those of the store
 * are. What has no classic name keeps its own.
 */
export function createClassicView(): View {
  const known = new WeakMap<Family, readonly Family[]>();
  const infos = new WeakMap<Resource, readonly Family[]>();
  return (collection) => {
    const { families, resource } = collection;
    const shown = families.flatMap((family) => kept(known, family, classicOnes));
    return { ...collection, families: [...shown, ...kept(infos, resource, infosOf)] };
  };
}

const METRICS: ReadonlyMap<string, readonly ClassicMetric[]> = Map.groupBy(
  CLASSIC_METRICS,
  ({ from }) => from,
);

/**
 * The family under each of its classic names; itself where it has none. What others measure under
 * an automatic metric's name is that metric only as far as conventions say so, and what the app
 * declared or a bridge brings is called as it is.
 */
function classicOnes(family: Family): readonly Family[] {
  const { isFinal, labels } = family.descriptor;
  if (isFinal || labels !== undefined) return [family];
  const metrics = METRICS.get(family.descriptor.name)?.filter(({ of }) => of === family.kind) ?? [];
  const inClassicNames = (one: Family) => metrics.map((metric) => new ClassicFamily(metric, one));
  if (metrics.length > 0 && family.scope.name === AGENT_SCOPE) return inClassicNames(family);
  const attributes = metrics[0]?.conventions;
  if (attributes === undefined) return [family];
  const [known, others] = splitByKeys(family, attributes);
  return [...inClassicNames(known), others];
}

function infosOf(resource: Resource): readonly Family[] {
  const info = versionInfo(resource);
  return info === undefined ? [] : [info];
}

function kept<K extends object, V>(cache: WeakMap<K, V>, key: K, make: (key: K) => V): V {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make(key);
  cache.set(key, made);
  return made;
}
