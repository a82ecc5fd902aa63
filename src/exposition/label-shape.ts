import { escapeLabelValue } from './escape.ts';
import { labelConflicts } from './label-conflicts.ts';
import { LabelTemplate } from './label-template.ts';
import { type LabelColumn, type Labelling, labelColumns } from './labels.ts';

export interface FamilyLabelling extends Labelling {
  /** The labels that say something of a scope, whether the family has them or not. */
  readonly scopeNames: ReadonlySet<string>;
}

/** What is known of the labels of series with the same keys before any of them is written. */
export interface LabelShape {
  readonly columns: readonly LabelColumn[];
  readonly template: LabelTemplate;
  /** The most that a series has: the names of its own labels, and whole ones that all have. */
  readonly labels: ReadonlySet<string>;
  /** Equal for equal `labels`. */
  readonly key: string;
  /** Whether an attribute may be taken for what is said of a scope. */
  readonly namesScope: boolean;
  /** What is to be said of keys that have no label of their own, once for the shape. */
  readonly conflicts: readonly string[];
}

export function labelShape(keys: readonly string[], labelling: FamilyLabelling): LabelShape {
  const { naming, constants, reserved, scopeNames } = labelling;
  const names = keys.map((key) => naming.labelName(key, reserved));
  const whole = constants.map(
    ([key, value]) => `${naming.labelName(key, reserved)}="${escapeLabelValue(String(value))}"`,
  );
  const labels = new Set([...whole, ...names.sort()]);
  const columns = labelColumns(keys, labelling);
  return {
    columns,
    template: new LabelTemplate(columns),
    labels,
    key: JSON.stringify([...labels]),
    namesScope: names.some((name) => scopeNames.has(name)),
    conflicts: labelConflicts(keys, labelling),
  };
}

/** Series that are written in the same way. */
export interface Shaped {
  readonly shape: LabelShape;
  /** Whether each has all labels of the shape, and a text of its own. */
  readonly isPlain: boolean;
}

/**
 * Those of which no series can have the label text of any other: each has all the labels of its
 * shape, and no other has these. Where one may have fewer than its shape or the same text twice (it
 * has empty values, values of two types, or keys that become one label), who could be met by it is
 * not among them either; and nobody is where an attribute may be taken for a scope's.
 */
export function apartOnes<S extends Shaped>(all: readonly S[]): ReadonlySet<S> {
  if (all.length > 1 && all.some(({ shape }) => shape.namesScope)) return new Set();
  const plain = all.filter(({ isPlain }) => isPlain);
  const odd = all.filter(({ isPlain }) => !isPlain);
  const byKey = Map.groupBy(plain, ({ shape }) => shape.key);
  const oddLabels = new Set(odd.flatMap(({ shape }) => [...shape.labels]));
  const isMet = ({ labels }: LabelShape) =>
    odd.length > 0 && [...labels].every((label) => oddLabels.has(label));
  return new Set(plain.filter(({ shape }) => byKey.get(shape.key)?.length === 1 && !isMet(shape)));
}
