import { describeError } from '../foundation/guard.ts';
import type { FamilyKind } from '../store/descriptor.ts';
import type { Family } from '../store/family.ts';
import type { LabelEntry } from './labels.ts';
import type { Naming } from './naming.ts';
import type { ReportOmission } from './omission.ts';
import { PAUSE } from './slice.ts';
import { TARGET_INFO } from './target-info.ts';

/** What stands under one `# TYPE` line: the families of all scopes that share a name and a type. */
export interface Group {
  readonly name: string;
  /** `info` is target_info alone, so that no instrument can join or replace it. */
  readonly type: 'counter' | 'gauge' | 'histogram' | 'info';
  /** The first description that is not empty. */
  help: string;
  readonly families: Family[];
}

export interface PageOptions {
  readonly naming: Naming;
  /** What every series says besides its own: resource attributes that are asked for as labels. */
  readonly constants: readonly LabelEntry[];
  /** Whether a format that has room for it says when each series began. */
  readonly createdLines: boolean;
  readonly report: ReportOmission;
}

/**
 * Families by their Prometheus name, in the order of their first appearance. No two groups write
 * the same sample name: where they would (another type, or a gauge `lat_count` beside a histogram
 * `lat`), the family that came first keeps it and the later one is left out.
 * Yields where the caller may pause.
 */
export function* groupFamilies(
  families: readonly Family[],
  options: PageOptions,
): Generator<typeof PAUSE, Group[], void> {
  const owners = new Map<string, Group>();
  owners.set(TARGET_INFO, { name: TARGET_INFO, type: 'info', help: '', families: [] });
  for (const family of families) {
    try {
      place(family, owners, options);
    } catch (error) {
      const reason = describeError(error);
      options.report({ cause: 'exposition_error', metric: 'a metric', reason, count: 1 });
    }
    yield PAUSE;
  }
  return [...new Set(owners.values())].filter((group) => group.families.length > 0);
}

function place(family: Family, owners: Map<string, Group>, options: PageOptions): void {
  const { name, unit, description } = family.descriptor;
  const group: Group = {
    name: options.naming.metricName({ name, unit, kind: family.kind }),
    type: typeOf(family.kind),
    help: description,
    families: [family],
  };
  const samples = sampleNames(group);
  const owner = samples.map((sample) => owners.get(sample)).find((found) => found !== undefined);
  if (owner === undefined) {
    for (const sample of samples) owners.set(sample, group);
  } else if (owner.name === group.name && owner.type === group.type) {
    owner.families.push(family);
    owner.help ||= description;
  } else {
    const reason = `as a ${group.type} it clashes with the ${owner.type} ${owner.name}`;
    options.report({ cause: 'instrument_conflict', metric: group.name, reason, count: 1 });
  }
}

function typeOf(kind: FamilyKind): Group['type'] {
  return kind === 'up-down-counter' ? 'gauge' : kind;
}

/** Every name that a group's lines begin with, its own first. */
function sampleNames({ name, type }: Group): string[] {
  return type === 'histogram' ? [name, `${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];
}
