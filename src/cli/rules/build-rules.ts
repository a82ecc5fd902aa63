import type { MetricKey } from '../../views/metrics.ts';
import { createNames } from '../../views/names.ts';
import { createHas, type Fit } from '../fit.ts';
import type { Alert, Clause, Runbook } from './alert.ts';
import { ALERT_GROUPS } from './alerts.ts';
import { type Ask, createAsk } from './ask.ts';
import { RECORDING_GROUPS } from './recordings.ts';
import type { AlertRule, LeftOut, RuleFile, WrittenRule } from './rule-file.ts';
import { THRESHOLDS } from './thresholds.ts';

interface Wanting {
  readonly name: string;
  readonly needs: readonly MetricKey[];
  readonly needsOne?: true;
  readonly unlessSame?: readonly [MetricKey, MetricKey];
  readonly ofScrapes?: true;
}

interface WantingGroup<T> {
  readonly name: string;
  readonly rules: readonly T[];
}

/** The alerts for one app. */
export function buildAlerts(fit: Fit): RuleFile {
  const ask = createAsk(fit);
  const groups = ALERT_GROUPS.map(({ name, alerts }) => ({ name, rules: alerts }));
  return build(fit, groups, (alert) => ({ comment: alert.when, rule: alertRule(alert, ask) }));
}

/** The recording rules for one app. */
export function buildRecordings(fit: Fit): RuleFile {
  const ask = createAsk(fit);
  const groups = RECORDING_GROUPS.map(({ name, recordings }) => ({
    name: `recorded-${name}`,
    rules: recordings,
  }));
  return build(fit, groups, ({ name, help, expression, window }) => ({
    comment: help,
    rule: { record: name, expr: ask.of(expression, { window }) },
  }));
}

function build<T extends Wanting>(
  fit: Fit,
  groups: readonly WantingGroup<T>[],
  write: (wanting: T) => WrittenRule,
): RuleFile {
  const why = createLeaving(fit);
  const all = groups.flatMap(({ rules }) => rules);
  return {
    groups: groups
      .map(({ name, rules }) => ({
        name: `${fit.job}-${name}`,
        rules: rules.filter((rule) => why(rule) === undefined).map(write),
      }))
      .filter(({ rules }) => rules.length > 0),
    leftOut: all.flatMap((rule): LeftOut[] => {
      const reason = why(rule);
      return reason === undefined ? [] : [{ name: rule.name, why: reason }];
    }),
  };
}

/** Why a rule is left out; nothing where it isn't. */
function createLeaving(fit: Fit): (rule: Wanting) => string | undefined {
  const names = createNames(fit.names);
  const has = createHas(fit);
  return ({ needs, needsOne, unlessSame, ofScrapes }) => {
    if (ofScrapes && fit.isPushed) return 'the app only pushes: nothing scrapes it';
    if (unlessSame !== undefined && names(unlessSame[0]).name === names(unlessSame[1]).name) {
      return 'with classic names another alert has it already';
    }
    const missing = needs.filter((key) => !has(key)).map((key) => names(key).name);
    const isThere = needsOne ? missing.length < needs.length : missing.length === 0;
    return isThere || needs.length === 0
      ? undefined
      : `the app has no ${missing.join(needsOne ? ' and no ' : ', no ')}`;
  };
}

function alertRule(alert: Alert, ask: Ask): AlertRule {
  const { name, severity, summary, runbook } = alert;
  const { for: time } = THRESHOLDS[name];
  return {
    alert: name,
    expr: alert.clauses(ask).map(clauseText).join('\n'),
    ...(time === '0m' ? {} : { for: time }),
    labels: { severity },
    annotations: {
      summary,
      description: alert.describe(ask),
      runbook: runbookText(runbook, `docs/alerts.md#${name.toLowerCase()}`),
    },
  };
}

function clauseText({ join, value, is, than }: Clause): string {
  return [join, value, is, than].filter((part) => part !== undefined).join(' ');
}

/** What to do, in the alert itself: who gets it at night has no document at hand. */
function runbookText({ look, fix }: Runbook, place: string): string {
  return ['Look at:', ...numbered(look), 'Fix:', ...numbered(fix), `More: ${place}`].join('\n');
}

function numbered(steps: readonly string[]): string[] {
  return steps.map((step, at) => `${at + 1}. ${step}`);
}
