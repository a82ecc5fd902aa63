import type { Expression, Subject } from '../../views/expression.ts';
import { fitExpression, type Has } from '../../views/fitting.ts';
import type { MetricKey } from '../../views/metrics.ts';
import { createNames } from '../../views/names.ts';
import { toPromql } from '../../views/promql.ts';
import { nameSubject, subjectsOf } from '../../views/subject.ts';
import type { Fit } from '../fit.ts';

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
  const names = createNames(fit.names);
  const selector = `{job=${JSON.stringify(fit.job)}}`;
  const has = createHas(fit);
  /** Whether Prometheus takes it as a native histogram is for its own settings to say. */
  const isNative = (name: string) => fit.native?.has(name) ?? false;
  const isNativeSubject = (subject: Subject) => isNative(nameSubject(subject, names).name);
  return {
    selector,
    of(expression, { window, each }) {
      const fitted = fitExpression(expression, has) ?? expression;
      const text = toPromql(fitted, {
        names,
        window,
        matchers: selector.slice(1, -1),
        by: ['job', ...(each === undefined ? [] : [each])],
        histograms: (name) => (isNative(name) ? 'either' : 'classic'),
      });
      // Everything binds tighter than `or`.
      const isLoose = fitted.ask === 'either' || subjectsOf(fitted).some(isNativeSubject);
      return isLoose ? `(${text})` : text;
    },
    recorded: (name) => `${name}${selector}`,
    label: (key, role) => labelValue(names(key).labels[role] ?? role),
  };
}

/** What the app's page has; everything where no page was read. */
export function createHas({ names, present }: Fit): Has {
  const namesOf = createNames(names);
  return (subject) => present === undefined || present.has(nameSubject(subject, namesOf).name);
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
