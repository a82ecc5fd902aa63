import { quoted } from '../files/yaml-text.ts';

/** A rule as Prometheus reads it. */
export type Rule = AlertRule | RecordingRule;

export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

/** A rule and what is said above it. */
export interface WrittenRule {
  readonly comment: string;
  readonly rule: Rule;
}

export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly WrittenRule[];
}

/** What has no place in a file, since the app lacks what it asks for. */
export interface LeftOut {
  readonly name: string;
  /** In a few words, e.g. `the app has no queue_size`. */
  readonly why: string;
}

export interface RuleFile {
  readonly groups: readonly RuleGroup[];
  readonly leftOut: readonly LeftOut[];
}

/** As JSON would have it: what Prometheus reads, and no comments. */
export function toPlain({ groups, leftOut }: RuleFile): object {
  const plain = groups.map(({ name, rules }) => ({ name, rules: rules.map(({ rule }) => rule) }));
  return { groups: plain, leftOut };
}

/** As YAML, under a comment that says what the file is. */
export function toYaml({ groups, leftOut }: RuleFile, head: readonly string[]): string {
  const missing = leftOut.map(({ name, why }) => `  ${name}: ${why}`);
  const comments = [...head, ...(missing.length === 0 ? [] : ['', 'Left out:', ...missing])];
  return [
    ...comments.map((line) => `# ${line}`.trimEnd()),
    groups.length === 0 ? 'groups: []' : 'groups:',
    ...groups.flatMap(groupLines),
    '',
  ].join('\n');
}

function groupLines({ name, rules }: RuleGroup): string[] {
  return [`  - name: ${quoted(name)}`, '    rules:', ...rules.flatMap(ruleLines)];
}

function ruleLines({ comment, rule }: WrittenRule): string[] {
  const [first = '', ...others] =
    'alert' in rule ? alertLines(rule) : [`record: ${rule.record}`, ...exprLines(rule)];
  return [
    ...wrapped(comment).map((line) => `      # ${line}`),
    `      - ${first}`,
    ...others.map((line) => `        ${line}`),
  ];
}

function alertLines(rule: AlertRule): string[] {
  return [
    `alert: ${rule.alert}`,
    ...exprLines(rule),
    ...(rule.for === undefined ? [] : [`for: ${rule.for}`]),
    ...mapLines('labels', rule.labels),
    ...mapLines('annotations', rule.annotations),
  ];
}

function exprLines({ expr }: Rule): string[] {
  return ['expr: |-', ...expr.split('\n').map((line) => `  ${line}`)];
}

function mapLines(name: string, map: Readonly<Record<string, string>>): string[] {
  return [`${name}:`, ...Object.entries(map).flatMap(([key, text]) => entryLines(key, text))];
}

/** A sentence in lines of a width that can be read. */
function wrapped(text: string): string[] {
  return text.match(/.{1,88}(?= |$)/g)?.map((line) => line.trim()) ?? [];
}

/** A text of several lines is a block of its own. */
function entryLines(key: string, text: string): string[] {
  if (!text.includes('\n')) return [`  ${key}: ${quoted(text)}`];
  return [`  ${key}: |-`, ...text.split('\n').map((line) => `    ${line}`)];
}
