import type { AppPage } from '../doctor/app/app-page.ts';
import type { MetricStats, StatsAnswer } from '../doctor/app/stats-answer.ts';
import { type Check, fail, firstFew, orOk, skip, type Verdict, warn } from '../doctor/finding.ts';

/** From here on a limit is near. */
const NEARLY_FULL = 0.8;
/** More values than people give names to. */
const MANY_VALUES = 100;
/** Values by which it is seen that they are numbers of something. */
const ENOUGH_IDS = 20;
/** `17`, `user-17`, `u_0017`, and what is random. */
const ID = /^(?:[a-z]{0,12}[-_:]?\d{1,18}|[0-9a-f]{8,}(?:-[0-9a-f]{4,})*)$/i;

/** Whether labels have more values than a page can bear. */
export const labelsCheck: Check = {
  id: 'labels',
  title: 'Labels have few values',
  group: 'Metrics',
  run({ stats, page }): readonly Verdict[] {
    if (stats === undefined || page === undefined)
      return [skip('not known: there are no statistics')];
    const found = [
      ...limitsOf(stats),
      ...stats.metrics.flatMap((metric) => verdictsOf(metric, page)),
    ];
    return orOk(
      firstFew(found),
      `${stats.numSeries} series, ${percent(stats.seriesUsed)} of the limit`,
    );
  },
};

function limitsOf({ seriesUsed, seriesLimit, numSeries }: StatsAnswer): readonly Verdict[] {
  if (seriesUsed < NEARLY_FULL) return [];
  return [
    warn(
      `${numSeries} series in all, of ${seriesLimit} that may be`,
      'drop or limit the biggest metrics (see /metrics/stats), or raise ACME_METRICS_TOTAL_CARDINALITY_LIMIT',
    ),
  ];
}

function verdictsOf(metric: MetricStats, page: AppPage): readonly Verdict[] {
  const { name, series, isOverflowing, limitUsed } = metric;
  const worst = metric.labels.toSorted((a, b) => b.values - a.values)[0];
  if (worst === undefined) return [];
  const most = `label '${worst.name}' has ${worst.values} values`;
  if (isOverflowing) {
    return [
      fail(
        `${name} is at its limit, further series are added up without labels: ${most}`,
        fixOf(metric, worst.name),
      ),
    ];
  }
  if (limitUsed >= NEARLY_FULL) {
    return [
      warn(
        `${name} has ${series} series, ${percent(limitUsed)} of its limit: ${most}`,
        fixOf(metric, worst.name),
      ),
    ];
  }
  if (worst.values >= MANY_VALUES) return [warn(`${name}: ${most}`, fixOf(metric, worst.name))];
  return idLabels(metric, page).map((label) =>
    warn(`${name}: the values of label '${label}' look like ids`, fixOf(metric, label)),
  );
}

/** Of metrics of the app's own: those of automatic ones are known and bounded. */
function idLabels({ name, labels }: MetricStats, page: AppPage): readonly string[] {
  const family = page.own.find((one) => one.name === name);
  if (family === undefined) return [];
  const candidates = labels.filter(({ values }) => values >= ENOUGH_IDS).map((label) => label.name);
  return candidates.filter((label) =>
    family.series.every((one) => one.labels[label] === undefined || ID.test(one.labels[label])),
  );
}

/** A rule as it stands in a file and as a variable; the code is the better place. */
function fixOf({ instrument, labels }: MetricStats, label: string): string {
  const rule = JSON.stringify({ [instrument]: { attributes: { deny: [label] } } });
  const isAlone = labels.length === 1;
  const instead = isAlone ? 'count without it' : 'leave it out';
  return `${instead} where it is recorded, or by a rule: ACME_METRICS_RULES='${rule}'`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
