import type { FamilyKind } from '../store/descriptor.ts';
import type { Distribution } from '../store/family.ts';
import { bucketsOf, createBounds, type Row } from './lines.ts';
import { expectSummary } from './summary-lines.ts';

/** Sees to it that boundaries are some; their texts have no place here. */
const boundsOf = createBounds(String);

/** Throws where there are no buckets, or some without sense. */
export function expectBuckets(row: Row): Distribution {
  bucketsOf(row, boundsOf);
  return row.distribution as Distribution;
}

/** What throws for a row without sense as one of a kind, in formats that aren't lines. */
export function expectSample(kind: FamilyKind): (row: Row) => void {
  if (kind === 'histogram') return expectBuckets;
  return kind === 'summary' ? expectSummary : () => {};
}
