import type { Collection } from '../pipeline/collection.ts';

/** Shows a collection under the names that prom-client's users know. */
export type View = (collection: Collection) => Collection;

export function createClassicView(): View {
  return (collection) => collection;
}
