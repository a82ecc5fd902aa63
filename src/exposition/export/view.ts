import type { Config } from '../../config/options.ts';
import type { Collection } from '../../pipeline/collection.ts';
import type { Family } from '../../store/family.ts';
import type { Group, PageOptions } from '../group.ts';
import { groupFamilies } from '../groups.ts';
import { createNaming } from '../naming.ts';
import { ExportedFamily } from './family.ts';
import { exportGroup } from './group.ts';
import { exportTerms } from './terms.ts';

/** Shows a collection as it is pushed; yields wherever the work may be put off. */
export type ExportView = (collection: Collection) => Generator<unknown, Collection, void>;

/**
 * A view for pushes: what the page says in Prometheus's terms, said in OpenTelemetry's, so that a
 * receiver's translation leads to the names, labels and values of the page. Names get the prefix and
 * give way to each other, a scope that no label of the page says is left out, and series that become
 * one there are one here.
 *
 * Everything else is as it is in the store: mostly all blocks, each the same object from push to
 * push. What is left out is what the page leaves out, and the page tells of it.
 *
 * The translation is the one that receivers make by default, whatever strategy the page has.
 */
export function createExportView(config: Config): ExportView {
  const naming = createNaming({
    prefix: config.prefix,
    translation: 'UnderscoreEscapingWithSuffixes',
    escaping: 'underscores',
  });
  const options: PageOptions = { naming, constants: [], createdLines: false, report: () => {} };
  const known = new WeakMap<Family, { key: string; exported: ExportedFamily }>();

  /** The same object while its group is called the same and has the same forms. */
  function familyOf(family: Family, group: Group): ExportedFamily {
    const key = `${group.name} ${group.families.map(({ descriptor }) => descriptor.form).join()}`;
    const before = known.get(family);
    if (before?.key === key) return before.exported;
    const terms = exportTerms(family, group, { config, naming });
    const exported = new ExportedFamily({ family, terms, options });
    known.set(family, { key, exported });
    return exported;
  }

  return function* exported(collection) {
    const families: Family[] = [];
    for (const group of yield* groupFamilies(collection.families, options)) {
      const own = group.families.map((family) => familyOf(family, group));
      families.push(...(yield* exportGroup(group, own)));
    }
    return { ...collection, families };
  };
}
