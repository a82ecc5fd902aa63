import type { Descriptor } from './descriptor.ts';
import { HistogramRows } from './histogram-rows.ts';
import { NativeHistogramRows } from './native-histogram-rows.ts';
import { LastValueRows, ObservedSumRows, ObservedTotalRows, SumRows } from './number-rows.ts';
import type { TableOptions } from './series-table.ts';
import { DEFAULT_SUMMARY, SummaryRows } from './summary-rows.ts';

type KindOfRows = Pick<TableOptions, 'rowBits' | 'createRows' | 'createOverflowRows'>;

/** Numbers that a block shows at most, single values apart: a fraction of a reader's millisecond. */
const MOST_NUMBERS = 4096;
const MOST_ROW_BITS = 9;
const LEAST_ROW_BITS = 3;
/** Numbers of a histogram beside its bounded buckets: +Inf, sum and count. */
const FURTHER_NUMBERS = 3;

/** What the series of an instrument are made of, and how many stand in a block. */
export function rowsOf(descriptor: Descriptor): KindOfRows {
  switch (descriptor.kind) {
    case 'histogram':
      return histogramRowsOf(descriptor);
    case 'summary':
      return summaryRowsOf(descriptor);
    case 'counter':
    case 'up-down-counter':
      return { rowBits: MOST_ROW_BITS, createRows: (shape) => new SumRows(shape) };
    case 'observable-counter':
      return observedTotalRowsOf(descriptor);
    case 'observable-up-down-counter':
      return observedSumRowsOf(descriptor);
    default:
      return { rowBits: MOST_ROW_BITS, createRows: (shape) => new LastValueRows(shape) };
  }
}

/**
 * Callbacks tell whole values, so the last one counts, as for a gauge; but sums of several sets that
 * are one series add up: in the overflow series, and where a rule makes sets or instruments one.
 */
function observedSumRowsOf(descriptor: Descriptor): KindOfRows {
  const createOverflowRows: KindOfRows['createRows'] = (shape) => new ObservedSumRows(shape);
  return {
    rowBits: MOST_ROW_BITS,
    createRows: areJoined(descriptor) ? createOverflowRows : (shape) => new LastValueRows(shape),
    createOverflowRows,
  };
}

/** The same, of what does not fall. */
function observedTotalRowsOf(descriptor: Descriptor): KindOfRows {
  const addsUp = areJoined(descriptor);
  return {
    rowBits: MOST_ROW_BITS,
    createRows: (shape) => new ObservedTotalRows(shape, addsUp),
    createOverflowRows: (shape) => new ObservedTotalRows(shape, true),
  };
}

function areJoined({ joins, rule }: Descriptor): boolean {
  return joins === true || rule?.attributes !== undefined;
}

function histogramRowsOf({ form, boundaries }: Descriptor): KindOfRows {
  const [Rows, morePlaces] =
    form === 'classic' ? [HistogramRows, 0] : [NativeHistogramRows, NativeHistogramRows.places];
  return {
    rowBits: rowBitsFor(boundaries.length + FURTHER_NUMBERS + morePlaces),
    createRows: (shape) => new Rows(shape, boundaries),
  };
}

/** Few in a block: to tell quantiles, hundreds of numbers are looked at. */
function summaryRowsOf({ summary = DEFAULT_SUMMARY }: Descriptor): KindOfRows {
  return {
    rowBits: LEAST_ROW_BITS,
    createRows: (shape) => new SummaryRows(shape, summary),
  };
}

function rowBitsFor(numbers: number): number {
  const bits = Math.floor(Math.log2(MOST_NUMBERS / numbers));
  return Math.max(LEAST_ROW_BITS, Math.min(bits, MOST_ROW_BITS));
}
