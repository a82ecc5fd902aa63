import type { Alert, AlertGroup } from '../../src/cli/rules/alert.ts';
import { ALERT_GROUPS } from '../../src/cli/rules/alerts.ts';
import { RECORDING_GROUPS } from '../../src/cli/rules/recordings.ts';
import { THRESHOLDS } from '../../src/cli/rules/thresholds.ts';
import { code, table } from './markdown.ts';

const INTRODUCTION = `# Alerts

The alert rules that \`npx otel-metrics rules\` and \`npx otel-metrics init\` write, and what to do when
one fires. This page is made from the code by \`npm run docs\`.

\`\`\`sh
npx otel-metrics rules --only recording > recording_rules.yml
npx otel-metrics rules --only alerts > alert_rules.yml
\`\`\`

Both belong under \`rule_files\` in prometheus.yml: some alerts ask what the recording rules write.
\`--job\` is the name of the app's job in Prometheus. \`--from <url>\` leaves out rules for metrics that
the app does not have; a comment in the file says which. Names follow the app's page: standard or
classic, prefix, translation.

**Tuning.** Thresholds are the numbers in \`expr\`, and \`for\` is how long it has to be so: change them
in the written file. Shares of failures come with a minimum of traffic or of failures, since with
few requests a single failure is a large share. One route, host or model is left out by a matcher, e.g.
\`{job="app", http_route!="/reports/sales"}\`.

**Silencing.** While work goes on, silence by label in Alertmanager, and let it end by itself:
\`amtool silence add alertname=TargetDown job=app --duration=1h --comment='new database'\`.
For good, delete the rule from the file.

**Severity.** \`critical\` is for somebody to look at now, \`warning\` today.
`;

/** docs/alerts.md: every alert with its runbook. */
export function renderAlerts(): string {
  return [INTRODUCTION, overview(), ...ALERT_GROUPS.map(groupText), recordings()].join('\n');
}

function overview(): string {
  const rows = ALERT_GROUPS.flatMap(({ alerts }) => alerts).map((alert) => [
    `[${alert.name}](#${alert.name.toLowerCase()})`,
    alert.severity,
    alert.when,
    THRESHOLDS[alert.name].for === '0m' ? 'at once' : THRESHOLDS[alert.name].for,
  ]);
  return `## All alerts\n\n${table(['Alert', 'Severity', 'Fires when', 'For'], rows)}\n`;
}

function groupText({ title, alerts }: AlertGroup): string {
  return `## ${title}\n\n${alerts.map(alertText).join('\n')}`;
}

function alertText({ name, severity, when, summary, runbook }: Alert): string {
  return `### ${name}

${summary}: ${severity}. ${when}

**What it means.** ${runbook.means}

**Look at**

${list(runbook.look)}

**Fix**

${list(runbook.fix)}

**Tune.** ${runbook.tune}
`;
}

function list(items: readonly string[]): string {
  return items.map((item, at) => `${at + 1}. ${item}`).join('\n');
}

function recordings(): string {
  const rows = RECORDING_GROUPS.flatMap(({ recordings: rules }) =>
    rules.map(({ name, help }) => [code(name), help]),
  );
  return `## Recording rules

Their names do not depend on what the app's page calls its metrics.

${table(['Name', 'What it is'], rows)}
`;
}
