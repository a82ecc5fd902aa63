import { type ReadQuery, readQuery } from '../promql/query-metrics.ts';
import { readYamlFile } from './read-yaml.ts';
import { listOf, recordOf, textOf } from './shape.ts';

/** A file of recording and alerting rules. */
export interface RuleFile {
  readonly file: string;
  /** Why Prometheus would not load it; then there are no rules. */
  readonly problem?: string;
  readonly rules: readonly Rule[];
}

export interface Rule {
  readonly kind: 'alert' | 'record';
  readonly name: string;
  readonly expression: string;
  readonly query: ReadQuery;
}

export function readRuleFile(file: string): RuleFile {
  const read = readYamlFile(file);
  if ('problem' in read) return { file, problem: read.problem, rules: [] };
  const { groups } = recordOf(read.value);
  if (!Array.isArray(groups)) return { file, problem: "it has no list 'groups'", rules: [] };
  const rules = groups.flatMap((group) => listOf(recordOf(group).rules));
  const problem = shapeProblem(groups) ?? firstDefined(rules.map(ruleProblem));
  return problem === undefined
    ? { file, rules: rules.flatMap(toRule) }
    : { file, problem, rules: [] };
}

export function ruleOf({ kind, name, expression }: Omit<Rule, 'query'>): Rule {
  return { kind, name, expression, query: readQuery(expression) };
}

function shapeProblem(groups: readonly unknown[]): string | undefined {
  const names = groups.map((group) => textOf(recordOf(group).name));
  if (names.includes(undefined)) return "a group has no 'name'";
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  return twice === undefined ? undefined : `two groups are called '${twice}'`;
}

function ruleProblem(rule: unknown): string | undefined {
  const { alert, record, expr } = recordOf(rule);
  if (textOf(alert) === undefined && textOf(record) === undefined) {
    return "a rule has neither 'alert' nor 'record'";
  }
  return expr === undefined || expr === null
    ? `the rule '${alert ?? record}' has no 'expr'`
    : undefined;
}

function toRule(rule: unknown): readonly Rule[] {
  const { alert, record, expr } = recordOf(rule);
  const name = textOf(alert) ?? textOf(record) ?? '';
  return [ruleOf({ kind: alert === undefined ? 'record' : 'alert', name, expression: `${expr}` })];
}

function firstDefined<T>(values: readonly (T | undefined)[]): T | undefined {
  return values.find((value) => value !== undefined);
}
