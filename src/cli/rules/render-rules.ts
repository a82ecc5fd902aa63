import { doubleQuoted } from '../files/yaml-text.ts';
import type { Fit } from '../fit.ts';
import { buildAlerts, buildRecordings } from './build-rules.ts';
import { type RuleFile, toYaml } from './rule-file.ts';

/** Rule files for Prometheus, as YAML with comments. */
export interface RuleTexts {
  readonly alerts: string;
  readonly recordings: string;
}

const TUNING = [
  'Thresholds are the numbers in `expr`: change them here. What an alert means, what to do about',
  'it and how to tune it: docs/alerts.md in @acme/otel-metrics.',
] as const;

/** The rules for one app: with its names, for its job, without what it has no metrics for. */
export function renderRules(fit: Fit): RuleTexts {
  return {
    alerts: toYaml(buildAlerts(fit), [
      `Alerts for ${placeOf(fit)}`,
      'Some ask what the recording rules write: load those, too',
      '(`npx otel-metrics rules --only recording`).',
      ...TUNING,
    ]),
    recordings: toYaml(buildRecordings(fit), [
      `Recording rules for ${placeOf(fit)}`,
      'They are what alerts and dashboards ask often, by level:metric:operations.',
    ]),
  };
}

/** Both in one file. */
export function renderAllRules(fit: Fit): string {
  return toYaml(joined(fit), [`Recording rules and alerts for ${placeOf(fit)}`, ...TUNING]);
}

/** Recording rules come first: alerts ask what they write. */
function joined(fit: Fit): RuleFile {
  const files = [buildRecordings(fit), buildAlerts(fit)];
  return {
    groups: files.flatMap(({ groups }) => groups),
    leftOut: files.flatMap(({ leftOut }) => leftOut),
  };
}

function placeOf({ job }: Fit): string {
  return `the job ${doubleQuoted(job)} of Prometheus, under \`rule_files\` in prometheus.yml.`;
}
