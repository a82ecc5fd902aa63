import type { Collection } from '../pipeline/collection.ts';
import type { Resource } from '../pipeline/resource.ts';
import type { Group, PageOptions } from './group.ts';
import { groupFamilies, selected } from './groups.ts';
import { labelConflicts } from './label-conflicts.ts';
import { type LabelEntry, type LabelPair, labelPairs } from './labels.ts';
import type { ReportNotice } from './notice.ts';
import type { PAUSE } from './slice.ts';

/** The resource as it stands on a page. */
export interface TargetInfo {
  /** Its name on this page; ends with `_info`. */
  readonly name: string;
  /** Not empty. */
  readonly labels: readonly LabelPair[];
  /** What else is on the page. */
  readonly groups: readonly Group[];
}

/** What a page is made of, in one format. */
export interface PageParts<S> {
  targetInfo(info: TargetInfo): S;
  /** Writes all families of a name, and returns how many did not fail. */
  group(group: Group, report: ReportNotice): Generator<S | typeof PAUSE, number, void>;
}

/** What is to be written. */
export interface PageContent {
  readonly collection: Collection;
  /** Names as they are on the page: only these metrics are written; all, where there are none. */
  readonly names: readonly string[];
}

/**
 * What all formats' pages have in common: the resource first, then the groups that are asked for. A
 * family that cannot be written is reported and harms no other. Throws where families were to be
 * written and every one failed: a page without a single metric would look like a healthy one.
 */
export function createPageWalk(options: PageOptions) {
  const { naming } = options;
  const labelsOf = resourceLabels(options);
  tellConflicts('every metric', options.constants, options);
  return function* walkPage<S>(
    { collection: { resource, families }, names }: PageContent,
    parts: PageParts<S>,
  ): Generator<S | typeof PAUSE, void, void> {
    let failed = 0;
    let written = 0;
    const report: ReportNotice = (notice) => {
      if (notice.cause === 'exposition_error') failed++;
      options.report(notice);
    };
    const groups = yield* groupFamilies(families, { ...options, report });
    const name = naming.targetInfo;
    const labels = labelsOf(resource);
    // OpenMetrics knows it without its ending.
    const isAsked =
      names.length === 0 || names.some((one) => one === name || `${one}_info` === name);
    if (isAsked && labels.length > 0) yield parts.targetInfo({ name, labels, groups });
    for (const group of selected(groups, names)) written += yield* parts.group(group, report);
    if (failed > 0 && written === 0) throw new Error(`none of ${failed} metrics could be written`);
  };
}

/** Makes labels of a resource, and says once what has become of its keys. */
function resourceLabels({ naming, report }: Pick<PageOptions, 'naming' | 'report'>) {
  const known = new WeakMap<Resource, readonly LabelPair[]>();
  return (resource: Resource): readonly LabelPair[] => {
    const before = known.get(resource);
    if (before !== undefined) return before;
    const labels = labelPairs(Object.entries(resource), naming);
    known.set(resource, labels);
    tellConflicts(naming.targetInfo, Object.entries(resource), { naming, report });
    return labels;
  };
}

/** Says what has become of keys without a label of their own. */
function tellConflicts(
  metric: string,
  entries: readonly LabelEntry[],
  { naming, report }: Pick<PageOptions, 'naming' | 'report'>,
): void {
  const labelling = { naming, constants: [], reserved: undefined };
  const keys = entries.map(([key]) => key);
  for (const reason of labelConflicts(keys, labelling)) {
    report({ cause: 'label_conflict', metric, reason, count: 1 });
  }
}
