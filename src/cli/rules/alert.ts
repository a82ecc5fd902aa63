import type { MetricKey } from '../../views/metrics.ts';
import type { Ask } from './ask.ts';
import type { AlertName } from './thresholds.ts';

/** A comparison; together they say when an alert fires. */
export interface Clause {
  /** To the clauses before it; none for the first. */
  readonly join?: 'and' | 'or' | 'unless';
  /** PromQL. Of the first clause it is the alert's `$value`. */
  readonly value: string;
  /** Without it, whatever `value` finds counts. */
  readonly is?: '>' | '<' | '>=' | '<=' | '==';
  /** A number, or PromQL. */
  readonly than?: number | string;
}

/** What to do about an alert; docs/alerts.md is made from it. */
export interface Runbook {
  /** What is going on when it fires. */
  readonly means: string;
  /** What to look at, first things first. All of it is in the alert itself. */
  readonly look: readonly string[];
  readonly fix: readonly string[];
  /** How to silence it where it is no fault, and what its numbers depend on. */
  readonly tune: string;
}

/** An alert rule, whatever the app's page calls its metrics. */
export interface Alert {
  readonly name: AlertName;
  /** `critical`: somebody has to look now. `warning`: today. */
  readonly severity: 'critical' | 'warning';
  /** What it asks for. Where an app has none of these, or not all, it is left out. */
  readonly needs: readonly MetricKey[];
  /** Whether one of `needs` is enough. */
  readonly needsOne?: true;
  /** Left out where these two are one metric on the page: then another alert covers it. */
  readonly unlessSame?: readonly [MetricKey, MetricKey];
  /** Whether it is about scrapes: an app that only pushes has none. */
  readonly ofScrapes?: true;
  /** When it fires, in a sentence with its numbers. */
  readonly when: string;
  readonly summary: string;
  /** In Prometheus's template language. */
  describe(ask: Ask): string;
  clauses(ask: Ask): readonly Clause[];
  readonly runbook: Runbook;
}

/** Alerts that stand together in a rule file. */
export interface AlertGroup {
  /** Kebab-case. */
  readonly name: string;
  readonly title: string;
  readonly alerts: readonly Alert[];
}
