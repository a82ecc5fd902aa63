import type { AppPage } from '../doctor/app/app-page.ts';
import { leaveOut, pasted } from '../doctor/app/leave-out.ts';
import type {
  AdviceAnswer,
  LabelStats,
  MetricStats,
  StatsAnswer,
} from '../doctor/app/stats-answer.ts';
import type { Context } from '../doctor/context.ts';
import {
  type Check,
  fail,
  firstFew,
  hint,
  orOk,
  skip,
  type Verdict,
  warn,
} from '../doctor/finding.ts';

/** From here on a limit is near. */
const NEARLY_FULL = 0.8;
/** More values than people give names to. */
const MANY_VALUES = 100;
/** Values by which it is seen that they are numbers of something. */
const ENOUGH_IDS = 20;
/** `17`, `user-17`, `u_0017`, and what is random. */
const ID = /^(?:[a-z]{0,12}[-_:]?\d{1,18}|[0-9a-f]{8,}(?:-[0-9a-f]{4,})*)$/i;

/** Whether metrics have more series than a page can bear, and which labels make them. */
export const labelsCheck: Check = {
  id: 'labels',
  title: 'Labels have few values',
  group: 'Metrics',
  run(context): readonly Verdict[] {
    const { stats, page } = context;
    if (stats === undefined || page === undefined)
      return [skip('not known: there are no statistics')];
    const advised = new Set(stats.advice.map(({ metric }) => metric));
    const others = stats.metrics.filter(({ name }) => !advised.has(name));
    const found = [
      ...allSeries(stats),
      ...stats.advice.map((advice) => onAdvice(advice, stats)),
      ...others.flatMap((metric) => onMetric(metric, page, context)),
    ];
    return orOk(
      firstFew(found),
      `${stats.numSeries} series, ${percent(stats.seriesUsed)} of the limit`,
    );
  },
};

function allSeries({ seriesUsed, seriesLimit, numSeries }: StatsAnswer): readonly Verdict[] {
  if (seriesUsed < NEARLY_FULL) return [];
  const isReached = seriesUsed >= 1;
  const what = `${numSeries} series in all, of ${seriesLimit} that may be`;
  const fix =
    'give the biggest metrics fewer labels, or raise ACME_METRICS_TOTAL_CARDINALITY_LIMIT';
  return [isReached ? fail(`${what}: further ones lose their labels`, fix) : warn(what, fix)];
}

/** Of the agent itself, which advises on what could be cheaper, too: that alone is no fault. */
function onAdvice(advice: AdviceAnswer, { metrics, seriesUsed }: StatsAnswer): Verdict {
  const { metric, problem, series, samples, share, option } = advice;
  const own = metrics.find(({ name }) => name === metric);
  const what = `${problem} It costs ${series} series, ${samples} lines, ${percent(share)} of the page.`;
  const fix = pasted(advice.advice, option);
  if (own?.isOverflowing) return fail(what, fix);
  const isFault = own !== undefined && (seriesUsed >= NEARLY_FULL || worstOf(own) !== undefined);
  return isFault ? warn(what, fix) : hint(what, fix);
}

/** What the agent is silent about, since the page is small: it will not stay so. */
function onMetric(metric: MetricStats, page: AppPage, context: Context): readonly Verdict[] {
  const { name, series, isOverflowing, limitUsed, labels } = metric;
  const [most] = labels.toSorted((one, other) => other.values - one.values);
  if (most === undefined) return [];
  const label = `label '${most.name}' has ${most.values} values`;
  const fix = (one: LabelStats) => leaveOut(name, one.name, context);
  if (isOverflowing) {
    const what = `${name} is at its limit, further series are added up without labels: ${label}`;
    return [fail(what, fix(most))];
  }
  if (limitUsed >= NEARLY_FULL) {
    const what = `${name} has ${series} series, ${percent(limitUsed)} of its limit: ${label}`;
    return [warn(what, fix(most))];
  }
  if (worstOf(metric) !== undefined) return [warn(`${name}: ${label}`, fix(most))];
  return idLabels(metric, page).map((one) =>
    warn(`${name}: the values of label '${one.name}' look like ids`, fix(one)),
  );
}

function worstOf({ labels }: MetricStats): LabelStats | undefined {
  return labels.find(({ values }) => values >= MANY_VALUES);
}

/** Of metrics of the app's own: those of automatic ones are known and bounded. */
function idLabels({ name, labels }: MetricStats, page: AppPage): readonly LabelStats[] {
  const family = page.own.find((one) => one.name === name);
  if (family === undefined) return [];
  return labels.filter((label) => {
    const values = family.series.map((one) => one.labels[label.name] ?? '').filter(Boolean);
    return label.values >= ENOUGH_IDS && values.every((value) => ID.test(value));
  });
}

function percent(share: number): string {
  if (share > 0 && share < 0.01) return 'less than 1 %';
  return `${Math.round(share * 100)} %`;
}
