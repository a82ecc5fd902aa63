import type { LabelPair } from '../labels.ts';

/** Labels as an object; equal ones are equal texts. */
export function labelsText(pairs: readonly LabelPair[]): string {
  const members = pairs.map(
    ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value.toWellFormed())}`,
  );
  return `{${members.join()}}`;
}
