import type { HistogramForm } from '../config/metrics-options.ts';
import type { Descriptor } from '../store/descriptor.ts';
import type { Family } from '../store/family.ts';
import { type Group, type PageOptions, typeOf } from './group.ts';
import { claimedNames, counterFamilyNames } from './group-names.ts';
import { instrumentOf } from './names.ts';
import type { Naming } from './naming.ts';
import { TARGET_INFO } from './target-info.ts';

const REMEDY = 'another name helps, or a rule with rename in the option metrics';

/** Families as they find their names, one after the other. */
export class Grouping {
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
    const { description, form } = family.descriptor;
    const [first] = group.families;
    group.families.push(family);
    if (group.name.endsWith(unit)) group.unit ||= unit;
    if (unit !== '' && unit !== group.unit) {
      const reason = 'instruments of this name have two units; the first one is shown';
      this.#report('instrument_conflict', group.name, reason);
    }
    if (
      group.type === 'histogram' &&
      isExponential(form) !== isExponential(first?.descriptor.form)
    ) {
      const reason =
        'of the histograms of this name not all are native: only their classic buckets are shown';
      this.#report('instrument_conflict', group.name, reason);
    }
    group.help ||= description;
    // What another library describes in its own words is no mistake of the app.
    const isOthers = family.descriptor.isFinal === true || first?.descriptor.isFinal === true;
    if (description !== '' && description !== group.help && !isOthers) {
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

function isExponential(form: HistogramForm = 'classic'): boolean {
  return form !== 'classic';
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
