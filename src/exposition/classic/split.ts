import type { Family, SeriesGroup } from '../../store/family.ts';
import { OVERFLOW_KEY } from '../../store/overflow.ts';

/**
 * The series that have none but these attributes, and all others. Which of the two a series is in
 * stays the same for as long as it lives; the overflow series, of which nothing is known, is in the
 * first.
 */
export function splitByKeys(family: Family, keys: Iterable<string>): readonly [Family, Family] {
  const known = new Set(keys).add(OVERFLOW_KEY);
  const isKnown = (group: SeriesGroup) => group.keys.every((key) => known.has(key));
  return [partOf(family, isKnown), partOf(family, (group) => !isKnown(group))];
}

function partOf(family: Family, isIn: (group: SeriesGroup) => boolean): Family {
  const { scope, descriptor, kind } = family;
  function* groups() {
    for (const group of family.groups()) if (isIn(group)) yield group;
  }
  function* series() {
    for (const group of groups()) for (const block of group.blocks()) yield* block.series();
  }
  return { scope, descriptor, kind, groups, series };
}
