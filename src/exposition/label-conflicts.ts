import type { Labelling } from './labels.ts';

/** A key in a message. */
const LONGEST_QUOTE = 100;

/**
 * What becomes of keys that have no label of their own, each in words; none where every key is its
 * own label. Said are the keys that become one label, and those that are no label name in
 * themselves: without characters, with a digit first, or with a name that a format needs itself.
 * That other characters become `_` is what everybody expects. Of constants among themselves nothing is
 * said here: they are no series' own.
 */
export function labelConflicts(keys: readonly string[], labelling: Labelling): readonly string[] {
  const { naming, constants, reserved } = labelling;
  const all = [...constants.map(([key]) => key), ...keys].sort();
  const conflicts: string[] = [];
  for (const [name, own] of Map.groupBy(all, (key) => naming.labelName(key, reserved))) {
    if (!own.some((key) => keys.includes(key))) continue;
    if (own.length > 1) {
      conflicts.push(`the values of ${own.map(quoted).join(' and ')} are joined in ${name}`);
    }
    for (const key of own) {
      if (isOdd(key, name)) conflicts.push(`the attribute ${quoted(key)} is the label ${name}`);
    }
  }
  return conflicts;
}

function isOdd(key: string, name: string): boolean {
  if (key === name) return false;
  const gaveWay = name.startsWith('exported') && !key.startsWith('exported');
  return gaveWay || key === '' || key === '__name__' || /^[0-9]/.test(key);
}

function quoted(key: string): string {
  return JSON.stringify(key.slice(0, LONGEST_QUOTE));
}
