/** A group as far as its names go. */
interface Named {
  readonly name: string;
  readonly type: string;
}

const TOTAL = '_total';
/** By the types whose samples have other names than their group. */
const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  histogram: ['', '_bucket', '_sum', '_count', '_created'],
  summary: ['', '_sum', '_count', '_created'],
};

/**
 * Every name that a group's samples have in any format, its own first. `_created` is one of a
 * histogram or a summary also where nobody asks when its series began: names don't depend on who
 * reads them.
 */
export function claimedNames({ name, type }: Named): string[] {
  return ENDINGS[type]?.map((ending) => name + ending) ?? [name];
}

/**
 * What a counter owns in OpenMetrics beside its samples: the name of its family, which lacks the
 * `_total`, and that of the lines which say when its series began. Nothing where it has no `_total`.
 */
export function counterFamilyNames({ name, type }: Named): string[] {
  if (type !== 'counter' || !name.endsWith(TOTAL) || name === TOTAL) return [];
  const family = name.slice(0, -TOTAL.length);
  return [family, `${family}_created`];
}
