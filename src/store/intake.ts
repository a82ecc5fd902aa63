import { countFault } from '../foundation/faults.ts';
import { warn } from '../foundation/log.ts';
import type { KeepsKey } from './key-filter.ts';
import type { StoredAttributes, StoredValue } from './stored-attributes.ts';

/** What was declared of an instrument's labels. */
export interface LabelTerms {
  /** A set must have exactly these. */
  readonly names: readonly string[];
  /** Of them, those that a set may be without. Default: none. */
  readonly optional?: readonly string[] | undefined;
  /**
   * What is kept in the place of a value. Called when a set is seen that no series has, so that known
   * ones cost nothing; has to give its own results back as they are.
   */
  readonly clean: (name: string, value: StoredValue) => StoredValue;
}

/** A set as a series may have it; `undefined` where it is refused. */
export type Intake = (attributes: StoredAttributes) => StoredAttributes | undefined;

/** The intake of a declared instrument, of which a rule may leave out labels. */
export function createIntake(
  metric: string,
  { names, optional = [], clean }: LabelTerms,
  keeps: KeepsKey = () => true,
): Intake {
  const expected = names.filter(keeps).sort();
  return (attributes) => {
    const keys = Object.keys(attributes);
    const here = expected.filter((name) => !optional.includes(name) || keys.includes(name));
    if (keys.length === here.length && here.every((name, at) => keys[at] === name)) {
      return cleaned(attributes, keys, clean);
    }
    countFault('invalid_label');
    warn(
      `invalid_label:${metric}`,
      `a measurement of '${metric}' was dropped: its labels have to be ${listOf(expected)}, each with a text, a number or a boolean`,
    );
    return undefined;
  };
}

function cleaned(
  attributes: StoredAttributes,
  keys: readonly string[],
  clean: LabelTerms['clean'],
): StoredAttributes {
  const own: Record<string, StoredValue> = Object.create(null);
  for (const key of keys) own[key] = clean(key, attributes[key] as StoredValue);
  return own;
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}
