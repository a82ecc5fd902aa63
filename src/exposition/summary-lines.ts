import type { Quantile, SummaryState } from '../store/family.ts';
import type { Row } from './lines.ts';
import { formatValue } from './numbers.ts';

/** Throws where a summary has no state, or its quantiles are not in their order, each once. */
export function expectSummary({ summary }: Row): SummaryState {
  if (summary === undefined) throw new TypeError('a summary has no quantiles, sum and count');
  if (!summary.quantiles.every(isNextQuantile)) throw new TypeError('quantiles are not ascending');
  return summary;
}

function isNextQuantile({ quantile }: Quantile, index: number, all: readonly Quantile[]): boolean {
  return quantile > (all[index - 1]?.quantile ?? Number.NEGATIVE_INFINITY);
}

interface Quantiles extends Pick<SummaryState, 'quantiles'> {
  /** The text of a quantile as a label. */
  readonly format: (quantile: number) => string;
}

/** `start`: what stands before each quantile. */
export function appendQuantiles(
  text: string,
  start: string,
  { quantiles, format }: Quantiles,
): string {
  let lines = text;
  for (const { quantile, value } of quantiles) {
    lines += `${start}${format(quantile)}"} ${formatValue(value)}\n`;
  }
  return lines;
}
