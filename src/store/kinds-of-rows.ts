import type { Descriptor } from './descriptor.ts';
import { HistogramRows } from './histogram-rows.ts';
import { LastValueRows, SumRows } from './number-rows.ts';
import type { GroupOptions } from './series-group.ts';

/** Numbers that a block shows at most, single values apart: a fraction of a reader's millisecond. */
const MOST_NUMBERS = 4096;
const MOST_ROW_BITS = 9;
const LEAST_ROW_BITS = 3;
/** Numbers of a histogram beside its bounded buckets: +Inf, sum and count. */
const FURTHER_NUMBERS = 3;

/** What the series of an instrument are made of, and how many stand in a block. */
export function rowsOf({
  kind,
  boundaries,
}: Descriptor): Pick<GroupOptions, 'rowBits' | 'createRows'> {
  switch (kind) {
    case 'histogram':
      return {
        rowBits: rowBitsFor(boundaries.length + FURTHER_NUMBERS),
        createRows: (shape) => new HistogramRows(shape, boundaries),
      };
    case 'counter':
    case 'up-down-counter':
      return { rowBits: MOST_ROW_BITS, createRows: (shape) => new SumRows(shape) };
    default:
      // Observables are told whole values, whatever they count.
      return { rowBits: MOST_ROW_BITS, createRows: (shape) => new LastValueRows(shape) };
  }
}

function rowBitsFor(numbers: number): number {
  const bits = Math.floor(Math.log2(MOST_NUMBERS / numbers));
  return Math.max(LEAST_ROW_BITS, Math.min(bits, MOST_ROW_BITS));
}
