import { describeError } from '../foundation/guard.ts';
import type { Descriptor, FamilyKind } from '../store/descriptor.ts';
import type { Family } from '../store/family.ts';
import { claimedNames, counterFamilyNames } from './group-names.ts';
import type { LabelEntry } from './labels.ts';
import type { Naming } from './naming.ts';
import type { ReportNotice } from './notice.ts';
import { PAUSE } from './slice.ts';
import { TARGET_INFO } from './target-info.ts';

/** What stands under one `# TYPE` line: the families of all scopes that share a name and a type. */
export interface Group {
  readonly name: string;
  /** `info` is target_info alone, so that no instrument can join or replace it. */
  readonly type: 'counter' | 'gauge' | 'histogram' | 'info';
  /** The first description that is not empty. */
  help: string;
  /** The words of the unit where the name ends with them, before any `_total`; else empty. */
  unit: string;
  readonly families: Family[];
  /**
   * True of a counter that OpenMetrics can't call one: it has no `_total`, or what it would own
   * there beside its samples (`orders` and `orders_created` of `orders_total`) is another's. It is
   * a family of unknown type there, under its whole name and without lines of its beginning.
   */
  isUnknown: boolean;
}

export interface PageOptions {
  readonly naming: Naming;
  /** What every series says besides its own: resource attributes that are asked for as labels. */
  readonly constants: readonly LabelEntry[];
  /** Whether OpenMetrics says when each series began, in lines that are series of their own. */
  readonly createdLines: boolean;
  readonly report: ReportNotice;
}

/**
 * Families by their Prometheus name, in the order of their first appearance. No two groups write
 * the same sample name, in any format. The family that came first keeps the name; a later one
 *
 * - of the same name and type joins it,
 * - of the same name and another type is left out: two `# TYPE` lines of one name are forbidden,
 * - whose samples would be called as the first's (a gauge `lat_count` beside a histogram `lat`, any
 *   `target_info`) has its type added to its name: `lat_count_gauge`. Where that is taken, too, it
 *   is left out.
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

const REMEDY = 'another name helps, or a rule with rename in the option metrics';

class Grouping {
  readonly #options: PageOptions;
  /** By the type and the name that its families have of themselves. */
  readonly #groups = new Map<string, Group>();
  /** By each name that one claims. */
  readonly #owners = new Map<string, Group>();

  constructor(options: PageOptions) {
    this.#options = options;
    for (const name of [TARGET_INFO, options.naming.targetInfo]) {
      this.#claim({ name, type: 'info', help: '', unit: '', families: [], isUnknown: false });
    }
  }

  place(family: Family): void {
    const { name, unit } = namesOf(family, this.#options.naming);
    const type = typeOf(family.kind);
    const key = `${type} ${name}`;
    const known = this.#groups.get(key);
    if (known !== undefined) {
      this.#join(known, { family, unit });
      return;
    }
    const shown = this.#freeName(family, { name, type });
    if (shown === undefined) return;
    const group: Group = {
      ...{ name: shown, type, families: [family], isUnknown: false },
      help: family.descriptor.description,
      unit: shown === name ? unit : '',
    };
    this.#groups.set(key, group);
    this.#claim(group);
  }

  end(): Group[] {
    const groups = [...this.#groups.values()];
    const info = this.#options.naming.targetInfo.replace(/_info$/, '');
    const taken = new Set([...this.#owners.keys(), info]);
    for (const group of groups) {
      if (group.type !== 'counter') continue;
      const names = counterFamilyNames(group);
      group.isUnknown = names.length === 0 || names.some((name) => taken.has(name));
      if (!group.isUnknown) for (const name of names) taken.add(name);
    }
    return groups;
  }

  #claim(group: Group): void {
    for (const name of claimedNames(group)) this.#owners.set(name, group);
  }

  #join(group: Group, { family, unit }: { family: Family; unit: string }): void {
    const { description } = family.descriptor;
    group.families.push(family);
    if (group.name.endsWith(unit)) group.unit ||= unit;
    group.help ||= description;
    if (description !== '' && description !== group.help) {
      const reason = 'instruments of this name are described in two ways; the first one is shown';
      this.#report('instrument_conflict', group.name, reason);
    }
  }

  /** The name that the family gets as the first of a group; none where it has to be left out. */
  #freeName(family: Family, { name, type }: Pick<Group, 'name' | 'type'>): string | undefined {
    const owner = this.#ownerOf(name, type);
    if (owner === undefined) return name;
    const clash = `as a ${type} it clashes with the ${owner.type} ${owner.name}`;
    const other = this.#options.naming.metricName(instrumentOf(family), type);
    if (this.#ownerOf(other, type) !== undefined) {
      this.#report('instrument_conflict', name, `left out, ${clash}; ${REMEDY}`);
      return undefined;
    }
    this.#report('name_conflict', name, `shown as ${other}, ${clash}`);
    return other;
  }

  #ownerOf(name: string, type: Group['type']): Group | undefined {
    const claimed = claimedNames({ name, type }).map((one) => this.#owners.get(one));
    return claimed.find((owner) => owner !== undefined);
  }

  #report(cause: 'instrument_conflict' | 'name_conflict', metric: string, reason: string): void {
    this.#options.report({ cause, metric, reason, count: 1 });
  }
}

interface Names {
  readonly name: string;
  readonly unit: string;
}

/** Names are worked out once for each instrument, and forgotten with it. */
const knownNames = new WeakMap<Naming, WeakMap<Descriptor, Names>>();

function namesOf(family: Family, naming: Naming): Names {
  const { descriptor } = family;
  const ofNaming = knownNames.get(naming) ?? new WeakMap<Descriptor, Names>();
  knownNames.set(naming, ofNaming);
  let names = ofNaming.get(descriptor);
  if (names === undefined) {
    const instrument = instrumentOf(family);
    names = { name: naming.metricName(instrument), unit: naming.unitOf(instrument) };
    ofNaming.set(descriptor, names);
  }
  return names;
}

function instrumentOf({ kind, descriptor: { name, unit } }: Family) {
  return { name, unit, kind };
}

function typeOf(kind: FamilyKind): Group['type'] {
  return kind === 'up-down-counter' ? 'gauge' : kind;
}
