import type { Expression, Subject } from './expression.ts';
import type { PanelQuery } from './panel.ts';

interface Measured {
  readonly of: Subject;
  readonly by?: readonly string[];
}

const SHOWN = [0.5, 0.95, 0.99] as const;

/** The quantile's name among people: `p95`. */
export function percentileName(q: number): string {
  return `p${Number((q * 100).toPrecision(6))}`;
}

/** One series each for p50, p95 and p99 of what histograms took; the first that is there counts. */
export function percentiles(...histograms: readonly [Measured, ...Measured[]]): PanelQuery[] {
  return SHOWN.map((q) => ({
    legend: percentileName(q),
    expression: firstOf(
      histograms.map((measured): Expression => ({ ask: 'quantile', q, ...measured })),
    ),
  }));
}

/** What one of several metrics tells, which are measured in different ways and mean the same. */
export function firstOf(expressions: readonly Expression[]): Expression {
  const [only, ...others] = expressions;
  return only !== undefined && others.length === 0 ? only : { ask: 'either', of: expressions };
}
