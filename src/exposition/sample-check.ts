import type { FamilyKind } from '../store/descriptor.ts';
import type { Distribution, Quantile, SummaryState } from '../store/family.ts';
import { bucketsOf, createBounds, type Row } from './lines.ts';

/** Sees to it that boundaries are some; their texts have no place here. */
const boundsOf = createBounds(String);

/** Throws where there are no buckets, or some without sense. */
export function expectBuckets(row: Pick<Row, 'distribution'>): Distribution {
  bucketsOf(row, boundsOf);
  return row.distribution as Distribution;
}

/** Throws where a summary has no state, or its quantiles are not in their order, each once. */
export function expectSummary({ summary }: Pick<Row, 'summary'>): SummaryState {
  if (summary === undefined) throw new TypeError('a summary has no quantiles, sum and count');
  if (!summary.quantiles.every(isNextQuantile)) throw new TypeError('quantiles are not ascending');
  return summary;
}

/** What throws for a row without sense as one of a kind, in formats that aren't lines. */
export function expectSample(kind: FamilyKind): (row: Row) => void {
  if (kind === 'histogram') return expectBuckets;
  return kind === 'summary' ? expectSummary : () => {};
}

function isNextQuantile({ quantile }: Quantile, index: number, all: readonly Quantile[]): boolean {
  return quantile > (all[index - 1]?.quantile ?? Number.NEGATIVE_INFINITY);
}
