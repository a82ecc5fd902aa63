import type { StatsAnswer } from '../doctor/app/stats-answer.ts';
import { type Check, fail, orOk, skip, type Verdict, warn } from '../doctor/finding.ts';

/** Whether scrapes get everything, and what was kept away from the app. */
export const scrapeHealthCheck: Check = {
  id: 'scrape-health',
  title: 'Scrapes get everything',
  group: 'Metrics',
  run({ health, stats }): readonly Verdict[] {
    if (health === undefined) return [skip('not known: /metrics/health does not answer')];
    const reasons = health.reasons.map((reason) =>
      fail(reason, "look for '[otel-metrics]' in what the app writes on stderr"),
    );
    const warnings = health.warnings.map((warning) =>
      warn(warning, 'see /metrics/stats, and what the app writes on stderr'),
    );
    const faults = stats === undefined ? [] : faultsOf(stats);
    return orOk([...reasons, ...warnings, ...faults], 'the last scrape got everything');
  },
};

/** Causes that other checks don't speak of, in words. */
const CAUSES: Readonly<Record<string, readonly [what: string, fix: string]>> = {
  invalid_value: [
    'recorded numbers that are none',
    'look for NaN and undefined where the app records',
  ],
  invalid_attribute: ['labels with values that are no text, number or boolean', 'give texts'],
  invalid_label: ['labels that were not declared', 'declare them, or leave them out'],
  invalid_instrument: [
    'instruments with invalid names or options',
    'see what the app writes on stderr',
  ],
  instrument_conflict: [
    'metrics of one name and two types, or two units',
    'give them names of their own, or the same options in all places',
  ],
  name_conflict: ['metrics that meet under one name on the page', 'give them names of their own'],
  label_conflict: ['labels that meet under one name on the page', 'give them names of their own'],
  callback_error: ['callbacks that failed', 'see what the app writes on stderr'],
  callback_timeout: ['callbacks that took more than 500 ms', 'read what they need beforehand'],
  duplicate_series: ['series that are there twice', 'see what the app writes on stderr'],
  exposition_error: ['metrics that could not be written', 'see what the app writes on stderr'],
};

function faultsOf({ faults }: StatsAnswer): readonly Verdict[] {
  return Object.entries(CAUSES).flatMap(([cause, [what, fix]]) => {
    const count = Object.hasOwn(faults, cause) ? faults[cause] : 0;
    return count ? [warn(`${what}: ${count} (${cause})`, fix)] : [];
  });
}
