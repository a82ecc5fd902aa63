import { parse } from 'yaml';
import type { AlertRule, Rule } from '../../../src/cli/rules/rule-file.ts';
import type { MetricKey } from '../../../src/views/metrics.ts';
import type { NamedMetric, NamesOf } from '../../../src/views/names.ts';
import {
  type CaseLabel,
  type CaseSeries,
  INSTANCE,
  type OwnSeries,
  type RuleCase,
} from './case.ts';

export interface PromtoolOptions {
  readonly names: NamesOf;
  /** A file of rules as it is written, recording rules first. */
  readonly text: string;
  readonly casesOf: (alert: string) => readonly RuleCase[];
}

/** Of one alert: its rules, and what `promtool test rules` does with them. JSON, which is YAML. */
export interface PromtoolFile {
  readonly alert: string;
  readonly rules: string;
  /** `rules` stands in a file of this name. */
  tests(ruleFile: string): string;
}

/** A file for each alert: promtool evaluates all rules of a file, for each of its tests. */
export function promtoolFiles({ text, names, casesOf }: PromtoolOptions): PromtoolFile[] {
  const { groups } = parse(text) as { groups: readonly { readonly rules: readonly Rule[] }[] };
  const rules = groups.flatMap((group) => group.rules);
  const alerts = rules.filter((rule) => 'alert' in rule);
  return alerts.map((alert) => {
    const cases = casesOf(alert.alert);
    const step = stepOf(alert, cases);
    const tests = cases.map((one) => testOf(alert, one, { names, step }));
    return {
      alert: alert.alert,
      rules: JSON.stringify({ groups: [{ name: alert.alert, rules: rulesOf(alert, rules) }] }),
      tests: (ruleFile) =>
        JSON.stringify({ rule_files: [ruleFile], evaluation_interval: `${step}s`, tests }),
    };
  });
}

/** The alert behind the recording rules that it asks. */
function rulesOf(alert: AlertRule, rules: readonly Rule[]): Rule[] {
  const isAsked = (rule: Rule) => 'record' in rule && alert.expr.includes(`${rule.record}{`);
  return [...rules.filter(isAsked), alert];
}

const MINUTE = 60;

/** Seconds between evaluations: hours in larger steps, and several in the time that it has to last. */
function stepOf({ for: time }: AlertRule, cases: readonly RuleCase[]): number {
  if (cases.some(({ at }) => secondsOf(at) > 180 * MINUTE)) return 5 * MINUTE;
  return time !== undefined && secondsOf(time) <= MINUTE ? 20 : MINUTE;
}

const SECONDS: Readonly<Record<string, number>> = { h: 3600, m: MINUTE, s: 1 };

/** Of `1h10m`. */
function secondsOf(time: string): number {
  const parts = time.matchAll(/(\d+)([hms])/g);
  return [...parts].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (SECONDS[unit] ?? Number.NaN),
    0,
  );
}

interface TestOptions {
  readonly names: NamesOf;
  readonly step: number;
}

function testOf(rule: AlertRule, { title, series, at, fires }: RuleCase, options: TestOptions) {
  const { names, step } = options;
  const expected = (seconds: number, alerts: readonly object[]) => ({
    eval_time: `${seconds}s`,
    alertname: rule.alert,
    exp_alerts: alerts,
  });
  const seconds = secondsOf(at);
  return {
    name: `${rule.alert}: ${title}`,
    interval: '1m',
    input_series: series.flatMap((one) =>
      'own' in one ? ownSeries(one) : seriesOf(one, names(one.of)),
    ),
    alert_rule_test:
      fires === undefined
        ? [expected(seconds, [])]
        : [expected(seconds - step, []), expected(seconds, [alertOf(rule, fires, names)])],
  };
}

function ownSeries({ own, values }: OwnSeries) {
  return [{ series: own, values }];
}

function seriesOf(series: CaseSeries, metric: NamedMetric) {
  const { instance = INSTANCE, buckets = {}, values } = series;
  const labels = [
    ['job', 'app'],
    ['instance', instance],
    ...Object.entries(series.labels ?? {}).flatMap(([role, value]) => labelOf(metric, role, value)),
  ];
  const write = (ending: string, further: readonly string[][] = []) =>
    `${metric.name}${ending}{${[...labels, ...further].map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}}`;
  if (metric.type !== 'histogram') return [{ series: write(''), values }];
  return [
    { series: write('_count'), values },
    ...Object.entries(buckets).map(([bound, counts]) => ({
      series: write('_bucket', [['le', bound]]),
      values: counts,
    })),
  ];
}

function labelOf({ labels, conditions }: NamedMetric, role: string, value: CaseLabel): string[][] {
  const label = labels[role];
  if (label === undefined) return [];
  if (typeof value === 'string') return [[label, value]];
  const matcher = conditions[value.like]?.find((one) => one.role === role);
  if (matcher?.is !== '=') throw new Error(`${value.like} does not say what ${role} is`);
  return [[label, matcher.value]];
}

function alertOf(rule: AlertRule, fires: NonNullable<RuleCase['fires']>, names: NamesOf) {
  const own = Object.entries(fires.labels ?? {}).map(([role, value]) => [
    labelNameOf(names, fires.of, role),
    value,
  ]);
  return {
    exp_labels: {
      ...rule.labels,
      job: 'app',
      ...(fires.instance ? { instance: INSTANCE } : {}),
      ...Object.fromEntries(own),
    },
    exp_annotations: { ...rule.annotations, description: fires.says },
  };
}

function labelNameOf(names: NamesOf, of: MetricKey | undefined, role: string): string {
  const label = of === undefined ? undefined : names(of).labels[role];
  if (label === undefined) throw new Error(`no label for ${role}`);
  return label;
}
