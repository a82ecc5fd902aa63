import type { AlertRule } from '../../../src/cli/rules/rule-file.ts';
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
  readonly ruleFiles: readonly string[];
  /** Names of the groups of rules, in the order in which they are evaluated: else it is any. */
  readonly groups: readonly string[];
  readonly rules: readonly AlertRule[];
  readonly casesOf: (alert: string) => readonly RuleCase[];
}

/**
 * What `promtool test rules` reads: every case of every alert. Hours are evaluated in larger steps.
 * JSON, which is YAML.
 */
export function promtoolFiles(options: PromtoolOptions): string[] {
  const { rules, casesOf, ruleFiles, groups } = options;
  const tests = rules.flatMap((rule) =>
    casesOf(rule.alert).map((one) => ({
      isLong: isLong(one.at),
      test: testOf(rule, one, options),
    })),
  );
  return [true, false].map((long) =>
    JSON.stringify({
      rule_files: ruleFiles,
      group_eval_order: groups,
      evaluation_interval: long ? '5m' : '1m',
      tests: tests.filter((one) => one.isLong === long).map(({ test }) => test),
    }),
  );
}

function isLong(at: string): boolean {
  return at.includes('h');
}

function testOf(rule: AlertRule, one: RuleCase, { names }: PromtoolOptions) {
  return {
    name: `${rule.alert}: ${one.title}`,
    interval: '1m',
    input_series: one.series.flatMap((series) =>
      'own' in series ? ownSeries(series) : seriesOf(series, names(series.of)),
    ),
    alert_rule_test: [
      {
        eval_time: one.at,
        alertname: rule.alert,
        exp_alerts: one.fires === undefined ? [] : [alertOf(rule, one.fires, names)],
      },
      ...tooEarly(rule),
    ],
  };
}

/** As long as it has not lasted: nothing. */
function tooEarly({ alert, for: time = '0m' }: AlertRule) {
  const minutes = Number.parseInt(time, 10);
  return minutes < 2 ? [] : [{ eval_time: `${minutes - 1}m`, alertname: alert, exp_alerts: [] }];
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
