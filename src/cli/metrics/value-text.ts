import { NOTHING } from '../../views/number-text.ts';
import { numberText } from '../number-text.ts';
import type { PageFamily, PageSeries } from '../page/page.ts';
import { totalsOf } from './totals.ts';

/** What a metric stands at, in a few words. */
export function valueText(family: PageFamily): string {
  const { unit, series } = family;
  const { value, how, count, sum, p95 } = totalsOf(family);
  if (count === undefined) {
    const text = numberText(value, unit);
    if (series.length === 1 || family.type === 'counter') return text;
    return how === 'max' ? `${text} at most` : `${text} in all`;
  }
  return distributionText({ count, sum, p95 }, unit);
}

/** The same of one series. */
export function seriesText(family: PageFamily, series: PageSeries): string {
  return valueText({ ...family, series: [series] });
}

interface Distribution {
  readonly count: number;
  readonly sum: number | undefined;
  readonly p95: number | undefined;
}

function distributionText({ count, sum, p95 }: Distribution, unit: string): string {
  if (!(count > 0)) return numberText(count);
  const mean = numberText(sum === undefined ? undefined : sum / count, unit);
  const high = numberText(p95, unit);
  const parts = [numberText(count)];
  if (mean !== NOTHING) parts.push(`mean ${mean}`);
  if (high !== NOTHING) parts.push(`p95 ${high}`);
  return parts.join(', ');
}
