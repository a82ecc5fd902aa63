import type { Expression } from '../../views/expression.ts';
import { fitExpression } from '../../views/fitting.ts';
import type { MetricKey } from '../../views/metrics.ts';
import { toPromqlSide } from '../../views/promql.ts';
import { doubleQuoted } from '../files/yaml-text.ts';
import { askingOf, createHas, type Fit } from '../fit.ts';

export interface Asked {
  /** What rates and quantiles look back on. */
  readonly window: string;
  /** Whether instances are told apart. Default: all of the job together. */
  readonly each?: 'instance';
}

/** Writes what rules ask of one app in PromQL: its names, its job, what it has. */
export interface Ask {
  /** For metrics that are not the app's own: `{job="app"}`. */
  readonly selector: string;
  of(expression: Expression, asked: Asked): string;
  /** What a recording rule has written. */
  recorded(name: string): string;
  /** The label's value in the text of an alert. */
  label(key: MetricKey, role: string): string;
}

export function createAsk(fit: Fit): Ask {
  const asking = askingOf(fit);
  const job = `job=${doubleQuoted(fit.job)}`;
  const selector = `{${job}}`;
  const has = createHas(fit);
  return {
    selector,
    of(expression, { window, each }) {
      const fitted = fitExpression(expression, has) ?? expression;
      const by = ['job', ...(each === undefined ? [] : [each])];
      return toPromqlSide(fitted, { ...asking, window, matchers: job, by });
    },
    recorded: (name) => `${name}${selector}`,
    label: (key, role) => labelValue(asking.names(key).labels[role] ?? role),
  };
}

/** A label's value in Prometheus's template language. */
function labelValue(label: string): string {
  const isPlain = /^[a-zA-Z_]\w*$/.test(label);
  return isPlain ? `{{ $labels.${label} }}` : `{{ index $labels ${JSON.stringify(label)} }}`;
}

/** What this found a quarter of an hour ago. */
export function earlier(promql: string): string {
  return `last_over_time((${promql})[5m:1m] offset 15m)`;
}
