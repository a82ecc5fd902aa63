import type { MetricRule, MetricRules } from '../config/metrics-options.ts';
import { OPTIONS } from '../config/options.ts';
import { createFirstFit } from '../pipeline/first-fit.ts';

/** What is to be pasted, one or the other. */
export interface AdviceOption {
  /** For `otel-metrics.config.yaml`. */
  readonly yaml: string;
  /** For the environment, quoted as a shell wants it. */
  readonly variable: string;
}

/**
 * Rules in the place of those in force: the first that fits counts alone, and of the places that
 * have any, one counts alone. So they are all there, and what the instrument's own one says stays.
 */
export function ruleOption(
  instrument: string,
  change: MetricRule,
  inForce: MetricRules,
): AdviceOption {
  const rules = withChange(instrument, change, inForce);
  const lines = Object.entries(rules).map(([name, rule]) => `  ${scalar(name)}: ${flow(rule)}`);
  return {
    yaml: ['metrics:', ...lines].join('\n'),
    variable: `${OPTIONS.metrics.env}=${quoted(JSON.stringify(rules))}`,
  };
}

function withChange(instrument: string, change: MetricRule, rules: MetricRules): MetricRules {
  const isSame = (name: string | undefined) => name?.toLowerCase() === instrument.toLowerCase();
  const entries = Object.entries(rules);
  // A rule fits the name that was asked for, which is known by the rule alone.
  if (entries.some(([, { rename }]) => isSame(rename))) {
    return Object.fromEntries(
      entries.map(([pattern, rule]) => [
        pattern,
        isSame(rule.rename) ? joined(rule, change) : rule,
      ]),
    );
  }
  const own = createFirstFit(entries)(instrument) ?? {};
  const others = entries.filter(([pattern]) => !isSame(pattern.trim()));
  return { [instrument]: joined(own, change), ...Object.fromEntries(others) };
}

function joined(rule: MetricRule, change: MetricRule): MetricRule {
  const { allow, deny = [] } = rule.attributes ?? {};
  const further = change.attributes?.deny ?? [];
  const lists = {
    ...(allow !== undefined && { allow }),
    deny: [...new Set([...deny, ...further])],
  };
  return {
    ...rule,
    ...change,
    ...(change.attributes !== undefined && { attributes: lists }),
  };
}

/** Plain data as YAML writes it in one line. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return scalar(value);
  const members = Object.entries(value).map(([key, inner]) => `${scalar(key)}: ${flow(inner)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

const PLAIN = /^[A-Za-z][\w./-]*$/;
/** Words that YAML, of one version or another, takes for something else than a text. */
const WORD = /^(true|false|null|yes|no|on|off|y|n)$/i;

function scalar(value: unknown): string {
  const isPlain = typeof value === 'string' && PLAIN.test(value) && !WORD.test(value);
  return isPlain ? value : JSON.stringify(value);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
