import { parseMetricRules } from '../../../config/metric-rules.ts';
import type { MetricRules } from '../../../config/metrics-options.ts';
import { type AdviceOption, ruleOption } from '../../../exposition/advice-option.ts';
import type { AgentReport } from '../../../server/agent-report.ts';
import type { Context } from '../context.ts';
import { optionOf } from './agent-answer.ts';
import { statsOf } from './stats-answer.ts';

/** Made from a registry of the app's, which rules don't reach. */
const BRIDGED_SCOPE = 'prom-client';

/** How a metric gets rid of a label: in the code, which is the better place, or by a rule. */
export function leaveOut(
  name: string,
  label: string,
  { stats, agent }: Pick<Context, 'stats' | 'agent'>,
): string {
  const inCode = `leave ${label} out where it is recorded`;
  const metric = statsOf(stats, name);
  const deny = metric?.labels.find((one) => one.name === label)?.attributes ?? [];
  if (metric === undefined || metric.scope === BRIDGED_SCOPE || deny.length === 0) return inCode;
  const option = ruleOption(metric.instrument, { attributes: { deny } }, rulesOf(agent));
  const besides = agent === undefined ? ' beside those that there are' : '';
  return pasted(`${inCode}, or by a rule${besides}`, option);
}

/** What to do, and below it both of the lines that do it. */
export function pasted(what: string, { yaml, variable }: AdviceOption): string {
  return [
    what,
    'in otel-metrics.config.yaml:',
    ...yaml.split('\n').map((line) => `  ${line}`),
    'or as a variable:',
    `  ${variable}`,
  ].join('\n');
}

/** Those in force, which stay. */
function rulesOf(agent: AgentReport | undefined): MetricRules {
  const parsed = parseMetricRules(optionOf(agent, 'metrics'));
  return 'value' in parsed ? (parsed.value as MetricRules) : {};
}
