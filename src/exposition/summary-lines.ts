import type { SummaryState } from '../store/family.ts';
import { formatValue } from './numbers.ts';

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
