import { listOf, numberOf, recordOf, textOf } from '../files/shape.ts';

/** `/metrics/stats`, as far as it is looked at. */
export interface StatsAnswer {
  readonly numSeries: number;
  readonly seriesLimit: number;
  readonly seriesLimitPerMetric: number;
  readonly seriesUsed: number;
  readonly metrics: readonly MetricStats[];
  readonly leftOut: number;
  /** Of the last page. */
  readonly lastSeconds?: number | undefined;
  readonly lastSize?: number | undefined;
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
  readonly labels: readonly { readonly name: string; readonly values: number }[];
}

export function readStats(answer: unknown): StatsAnswer | undefined {
  const whole = recordOf(answer);
  const numSeries = numberOf(whole.numSeries);
  if (numSeries === undefined) return undefined;
  const { series, seriesPerMetric } = recordOf(whole.limits);
  const scrapes = recordOf(whole.scrapes);
  return {
    numSeries,
    seriesLimit: numberOf(recordOf(series).limit) ?? 0,
    seriesLimitPerMetric: numberOf(recordOf(seriesPerMetric).limit) ?? 0,
    seriesUsed: numberOf(recordOf(series).used) ?? 0,
    metrics: listOf(whole.seriesCountByMetricName).map(toMetric),
    leftOut: numberOf(whole.leftOut) ?? 0,
    lastSeconds: numberOf(scrapes.lastSeconds),
    lastSize: numberOf(scrapes.lastSize),
    faults: countsOf(whole.faults),
  };
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
    labels: listOf(rest.labelValueCountByLabelName).map((label) => ({
      name: textOf(recordOf(label).name) ?? '',
      values: numberOf(recordOf(label).value) ?? 0,
    })),
  };
}

export function countsOf(value: unknown): Readonly<Record<string, number>> {
  const entries = Object.entries(recordOf(value)).filter(
    ([, count]) => numberOf(count) !== undefined,
  );
  return Object.fromEntries(entries) as Record<string, number>;
}
