import { describeError } from '../foundation/guard.ts';
import type { Family } from '../store/family.ts';
import type { Group, PageOptions } from './group.ts';
import { claimedNames, counterFamilyNames } from './group-names.ts';
import { Grouping } from './grouping.ts';
import { PAUSE } from './slice.ts';

/**
 * Families by their Prometheus name, in the order of their first appearance. No two groups write
 * the same sample name, in any format. The family that came first keeps the name; a later one
 *
 * - of the same name and type joins it,
 * - of another type, or whose samples would be called as the first's (a gauge `lat_count` beside a
 *   histogram `lat`, any `target_info`), has its type added to its name: `lat_count_gauge`. Where that
 *   is taken, too, it is left out.
 *
 * What counters are called in OpenMetrics alone renames nothing (`isUnknown`).
 * Yields where the caller may pause.
 */
export function* groupFamilies(
  families: readonly Family[],
  options: PageOptions,
): Generator<typeof PAUSE, Group[], void> {
  const grouping = new Grouping(options);
  for (const family of families) {
    try {
      grouping.place(family);
    } catch (error) {
      const reason = describeError(error);
      options.report({ cause: 'exposition_error', metric: 'a metric', reason, count: 1 });
    }
    yield PAUSE;
  }
  return grouping.end();
}

/** The groups of which one name is asked for: their own, one of their samples', or OpenMetrics's. */
export function selected(groups: readonly Group[], names: readonly string[]): readonly Group[] {
  if (names.length === 0) return groups;
  const asked = new Set(names);
  return groups.filter((group) => {
    const inOpenMetrics = group.isUnknown ? [] : counterFamilyNames(group);
    return [...claimedNames(group), ...inOpenMetrics].some((name) => asked.has(name));
  });
}
