import type { Series } from '../../store/family.ts';
import type { LabelShape } from '../label-shape.ts';
import { type LabelPair, labelValue } from '../labels.ts';

/** Labels as an object; equal ones are equal texts. */
export function labelsText(pairs: readonly LabelPair[]): string {
  const members = pairs.map(
    ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value.toWellFormed())}`,
  );
  return `{${members.join()}}`;
}

/** The labels of a series as an object; one without a value is none. */
export function labelsOf({ columns }: Pick<LabelShape, 'columns'>, series: Series): string {
  const pairs = columns.map((column) => [column.name, labelValue(column, series)] as const);
  return labelsText(pairs.filter(([, value]) => value !== ''));
}
