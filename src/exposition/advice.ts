import type { MetricRule, MetricRules } from '../config/metrics-options.ts';
import { type Config, OPTIONS } from '../config/options.ts';
import { type AdviceOption, ruleOption } from './advice-option.ts';
import type { MetricLabel, MetricStatistics, Statistics } from './statistics.ts';

/** What makes a page large, and what to do about it. */
export interface Advice {
  /** Its name on the page; absent where all of the page is concerned. */
  readonly metric?: string;
  readonly cost: AdviceCost;
  /** One sentence: what is the matter. */
  readonly problem: string;
  /** What to do, and what it changes. */
  readonly advice: string;
  readonly option: AdviceOption;
}

export interface AdviceCost {
  readonly series: number;
  readonly samples: number;
  /** Of all samples. */
  readonly share: number;
}

/** What is in force, so that the lines of an advice keep what it says. */
export type AdviceSettings = Pick<Config, 'metrics' | 'createdLines'>;

/** Samples up to which a page costs nobody anything: there is no advice, but for what loses labels. */
const SMALL_PAGE = 5_000;
/** What a metric has at least, in samples and of all of them, to be worth a change. */
const LARGE_METRIC = 1_000;
const LARGE_SHARE = 0.1;
/** Values of a label that nobody looks at one by one. */
const MANY_VALUES = 100;
/** Bounds of a histogram from which on half of them say much the same. */
const MANY_BUCKETS = 8;
const FEW_BUCKETS = 6;
/** Share of all series from which on a metric is most of them. */
const MOST_SERIES = 0.5;
/** Share of the limit of all series that is near to it. */
const NEAR_LIMIT = 0.8;
/** What a limit is never advised to be below of. */
const LEAST_LIMIT = 100;

/** What metrics are about: without it they would say little. */
const ESSENTIAL = new Set(['http.route', 'url.template', 'db.collection.name', 'rpc.method']);

/** Made from a registry of the app's, which rules don't reach. */
const BRIDGED_SCOPE = 'prom-client';

/** What is found of one metric. */
interface Finding {
  readonly problem: string;
  readonly advice: string;
  readonly change: MetricRule;
}

/** One metric among all. */
interface Case {
  readonly metric: MetricStatistics;
  /** Share of all samples. */
  readonly share: number;
  readonly statistics: Statistics;
  /** Whether the page and the metric are large enough for a change to pay. */
  readonly isLarge: boolean;
}

/**
 * Of the metrics that the statistics list, those that cost most, the costliest first; one advice for
 * each, with the lines that follow it. Empty for a page of up to 5,000 samples, unless series are kept
 * out by the limit of a metric. A rule is for an instrument, so no advice is given on bridged metrics.
 */
export function adviseOn(statistics: Statistics, settings: AdviceSettings): Advice[] {
  const seen = new Set<string>();
  const advice = statistics.seriesCountByMetricName.flatMap((metric) => {
    if (metric.scope === BRIDGED_SCOPE || seen.has(metric.instrument)) return [];
    seen.add(metric.instrument);
    return adviceOn(caseOf(metric, statistics), settings.metrics);
  });
  return [...advice, ...onCreatedLines(statistics, settings)].sort(
    (one, other) => other.cost.samples - one.cost.samples,
  );
}

function caseOf(metric: MetricStatistics, statistics: Statistics): Case {
  const share = metric.samples / statistics.numSamples;
  const isLarge =
    statistics.numSamples > SMALL_PAGE && metric.samples >= LARGE_METRIC && share >= LARGE_SHARE;
  return { metric, share, statistics, isLarge };
}

function adviceOn(one: Case, rules: MetricRules): Advice[] {
  const { metric, share } = one;
  const { name, value: series, samples, instrument } = metric;
  const finding =
    onOverflow(one) ?? onLabel(one) ?? onBuckets(one) ?? onNearLimit(one) ?? onMostSeries(one);
  if (finding === undefined) return [];
  const { problem, advice, change } = finding;
  const cost = { series, samples, share: rounded(share) };
  return [{ metric: name, cost, problem, advice, option: ruleOption(instrument, change, rules) }];
}

function onOverflow({ metric }: Case): Finding | undefined {
  const [label] = metric.labelValueCountByLabelName;
  // Below its own limit, it is the one of all metrics that keeps series out.
  if (!metric.overflowing || metric.limitUsed < 1 || label === undefined || label.value < 2) {
    return undefined;
  }
  const { name, value } = metric;
  return {
    problem: `${name} has reached its limit of ${value} series: what comes with other labels is counted in one series without any. Its label ${label.name} has ${label.value} values that are known.`,
    advice: `Leave ${label.name} out, which adds up the series that differ in it alone.${hintAt(label)}`,
    change: leavingOut(label),
  };
}

/** What makes so many values of a label that should have few. */
function hintAt({ attributes }: MetricLabel): string {
  return attributes.includes('http.route')
    ? ' Better, if the app names routes by setRoute: name templates (/users/:id), never paths.'
    : '';
}

function onLabel({ metric, isLarge }: Case): Finding | undefined {
  const label = metric.labelValueCountByLabelName.find(
    ({ attributes }) => !attributes.some((key) => ESSENTIAL.has(key)),
  );
  if (!isLarge || label === undefined || label.value < MANY_VALUES) return undefined;
  return {
    problem: `The label ${label.name} of ${metric.name} has ${label.value} values, and each makes series of its own.`,
    advice: `Leave ${label.name} out, which adds up the series that differ in it alone; single values belong into logs and traces.`,
    change: leavingOut(label),
  };
}

function leavingOut({ attributes }: MetricLabel): MetricRule {
  return { attributes: { deny: attributes } };
}

function onBuckets({ metric, isLarge }: Case): Finding | undefined {
  const { name, value, buckets = [] } = metric;
  if (!isLarge || buckets.length < MANY_BUCKETS) return undefined;
  return {
    problem: `${name} has ${buckets.length} bounds of buckets, in each of its ${value} series.`,
    advice: `Keep ${FEW_BUCKETS} of them, those that alerts and objectives ask for among them. Where Prometheus scrapes native histograms, histogram: native in their place is finer and has no lines of buckets.`,
    change: { buckets: someOf(buckets) },
  };
}

/** From the first to the last, as evenly as can be. */
function someOf(buckets: readonly number[]): number[] {
  const step = (buckets.length - 1) / (FEW_BUCKETS - 1);
  return Array.from({ length: FEW_BUCKETS }, (_, i) => buckets[Math.round(i * step)] as number);
}

/** It is the largest metric that can give way. */
function onNearLimit({ metric, statistics }: Case): Finding | undefined {
  const { limit, used } = statistics.limits.series;
  const [largest] = statistics.seriesCountByMetricName;
  if (used < NEAR_LIMIT || metric !== largest) return undefined;
  return {
    problem: `All metrics together use ${percent(used)} of their limit of ${limit} series; ${metric.name} has most of them, ${metric.value}.`,
    ...limiting(metric),
  };
}

function onMostSeries({ metric, isLarge }: Case): Finding | undefined {
  if (!isLarge || metric.share < MOST_SERIES || metric.value <= LEAST_LIMIT) return undefined;
  return {
    problem: `${metric.name} has ${percent(metric.share)} of all series, by labels that have few values each.`,
    ...limiting(metric),
  };
}

function limiting({ value }: MetricStatistics): Omit<Finding, 'problem'> {
  const limit = Math.max(LEAST_LIMIT, Math.floor(value / 2));
  return {
    advice: `Leave out a label that nothing asks for, or limit it: past ${limit} series, others are counted in one without labels. drop: true in place of the limit, if nothing asks for it at all.`,
    change: { limit },
  };
}

/** Pages in OpenMetrics have one more line for each series that counts. */
function onCreatedLines(
  { byType, numSamples }: Statistics,
  { createdLines }: AdviceSettings,
): Advice[] {
  const { counter, histogram, summary } = byType;
  const lines = counter.numSeries + histogram.numSeries + summary.numSeries;
  const share = lines / (numSamples + lines);
  if (!createdLines || numSamples <= SMALL_PAGE || share < LARGE_SHARE) return [];
  return [
    {
      cost: { series: lines, samples: lines, share: rounded(share) },
      problem: `OpenMetrics pages have ${lines} _created lines, which Prometheus stores as series unless it reads them as start times.`,
      advice: 'Leave them out: rate() and increase() do without.',
      option: {
        yaml: 'createdLines: false',
        variable: `${OPTIONS.createdLines.env}=false`,
      },
    },
  ];
}

function rounded(share: number): number {
  return Math.round(share * 10_000) / 10_000;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
