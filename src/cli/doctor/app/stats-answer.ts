import { listOf, numberOf, recordOf, textOf, textsOf } from '../files/shape.ts';

/** `/metrics/stats`, as far as it is looked at. */
export interface StatsAnswer {
  readonly numSeries: number;
  readonly seriesLimit: number;
  readonly seriesUsed: number;
  readonly metrics: readonly MetricStats[];
  readonly advice: readonly AdviceAnswer[];
  readonly faults: Readonly<Record<string, number>>;
}

export interface MetricStats {
  readonly name: string;
  /** OpenTelemetry's name, by which rules are written. */
  readonly instrument: string;
  readonly scope: string;
  readonly series: number;
  readonly limitUsed: number;
  readonly isOverflowing: boolean;
  readonly labels: readonly LabelStats[];
}

export interface LabelStats {
  readonly name: string;
  readonly values: number;
  /** OpenTelemetry's names of what it is made of. */
  readonly attributes: readonly string[];
}

/** What the agent says of a metric that costs much; of the whole page where it names none. */
export interface AdviceAnswer {
  readonly metric?: string | undefined;
  readonly series: number;
  readonly samples: number;
  readonly share: number;
  readonly problem: string;
  readonly advice: string;
  /** What to paste, one or the other. */
  readonly option: { readonly yaml: string; readonly variable: string };
}

export function readStats(answer: unknown): StatsAnswer | undefined {
  const whole = recordOf(answer);
  const numSeries = numberOf(whole.numSeries);
  if (numSeries === undefined) return undefined;
  const { series } = recordOf(whole.limits);
  return {
    numSeries,
    seriesLimit: numberOf(recordOf(series).limit) ?? 0,
    seriesUsed: numberOf(recordOf(series).used) ?? 0,
    metrics: listOf(whole.seriesCountByMetricName).map(toMetric),
    advice: listOf(whole.advice).map(toAdvice),
    faults: countsOf(whole.faults),
  };
}

/** What is known of a metric of the page; statistics have its name as Prometheus 2 would. */
export function statsOf(stats: StatsAnswer | undefined, name: string): MetricStats | undefined {
  const escaped = name.replaceAll(/[^\w:]/g, '_');
  return stats?.metrics.find((metric) => metric.name === name || metric.name === escaped);
}

function toMetric(entry: unknown): MetricStats {
  const { name, instrument, scope, value, limitUsed, overflowing, ...rest } = recordOf(entry);
  return {
    name: textOf(name) ?? '',
    instrument: textOf(instrument) ?? '',
    scope: textOf(scope) ?? '',
    series: numberOf(value) ?? 0,
    limitUsed: numberOf(limitUsed) ?? 0,
    isOverflowing: overflowing === true,
    labels: listOf(rest.labelValueCountByLabelName).map(toLabel),
  };
}

function toLabel(entry: unknown): LabelStats {
  const { name, value, attributes } = recordOf(entry);
  return {
    name: textOf(name) ?? '',
    values: numberOf(value) ?? 0,
    attributes: textsOf(attributes),
  };
}

function toAdvice(entry: unknown): AdviceAnswer {
  const { metric, cost, problem, advice, option } = recordOf(entry);
  const { series, samples, share } = recordOf(cost);
  return {
    metric: textOf(metric),
    series: numberOf(series) ?? 0,
    samples: numberOf(samples) ?? 0,
    share: numberOf(share) ?? 0,
    problem: textOf(problem) ?? '',
    advice: textOf(advice) ?? '',
    option: {
      yaml: textOf(recordOf(option).yaml) ?? '',
      variable: textOf(recordOf(option).variable) ?? '',
    },
  };
}

export function countsOf(value: unknown): Readonly<Record<string, number>> {
  const entries = Object.entries(recordOf(value)).filter(
    ([, count]) => numberOf(count) !== undefined,
  );
  return Object.fromEntries(entries) as Record<string, number>;
}
