import type { MetricKey } from './metrics.ts';

/** A metric as a page has it, for those that the table does not know. */
export interface PageMetric {
  /** As on the page, without `_bucket` and the like. */
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary';
  /** The unit's words, or empty. */
  readonly unit: string;
  readonly help: string;
  /** Names of the labels that its series have, without `le` and `quantile`. */
  readonly labels: readonly string[];
  /** Of a summary; without them the ones that most summaries have are asked for. */
  readonly quantiles?: readonly number[];
}

/** What is asked about: a metric of the table, whose labels are roles, or one of a page, with its own. */
export type Subject = MetricKey | PageMetric;

interface Asked {
  readonly of: Subject;
  /** Roles, or labels of a `PageMetric`; all series together where there are none. */
  readonly by?: readonly string[];
  /** Conditions that the table has for the metric; a series has to fulfil all. */
  readonly where?: readonly string[];
}

/**
 * A question that is asked of metrics: rendered as PromQL for Prometheus and Grafana
 * (`promql.ts`), and evaluated in the browser over what the live page has seen. The time that a
 * rate or a quantile looks back on is for whoever asks to say.
 *
 * Answers are told apart by the roles of `by`: those of equal values belong together, also where
 * two metrics have different labels for a role. A role that a metric has no label for is left out.
 */
export type Expression =
  /** By how much a counter grows per second; of a histogram or a summary its count, or its sum. */
  | ({ readonly ask: 'rate'; readonly part?: 'sum' } & Asked)
  /** The number now. */
  | ({ readonly ask: 'value'; readonly aggregate: 'sum' | 'max' | 'min' | 'avg' } & Asked)
  /** Of what a histogram took. `q` is from 0 to 1. */
  | ({ readonly ask: 'quantile'; readonly q: number } & Asked)
  /** Of a summary, which knows its quantiles by itself: the highest of the series. */
  | ({ readonly ask: 'summary-quantile'; readonly q: number } & Asked)
  /** How many series there are. */
  | ({ readonly ask: 'count' } & Asked)
  /** Series of equal labels: left divided by right; nothing where right is 0 or has no such series. */
  | { readonly ask: 'divide'; readonly left: Expression; readonly right: Expression }
  /** For each set of labels, the first one that has it. */
  | { readonly ask: 'either'; readonly of: readonly Expression[] }
  /** 0 for every series of what is asked. */
  | { readonly ask: 'zero'; readonly of: Expression }
  /** Series of equal labels added up; one that only one of them has is as it is there. */
  | { readonly ask: 'add'; readonly of: readonly Expression[] };

/** What asks one metric. */
export type Leaf = Exclude<Expression, { readonly ask: 'divide' | 'either' | 'zero' | 'add' }>;

/** A mean: what was measured, per measurement. */
export function mean(asked: Asked): Expression {
  return {
    ask: 'divide',
    left: { ask: 'rate', part: 'sum', ...asked },
    right: { ask: 'rate', ...asked },
  };
}

/** The share of a metric's events that fulfil a condition, from 0 to 1; 0 where none does. */
export function share(condition: string, asked: Asked): Expression {
  const where = [...(asked.where ?? []), condition];
  const all: Expression = { ask: 'rate', ...asked };
  // Series of events that never happened are not there; without them there would be no share.
  const none: Expression = { ask: 'zero', of: all };
  return {
    ask: 'divide',
    left: { ask: 'either', of: [{ ask: 'rate', ...asked, where }, none] },
    right: all,
  };
}
