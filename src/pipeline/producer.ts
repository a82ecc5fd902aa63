import type { HrTime } from '@opentelemetry/api';
import type {
  AggregationTemporality,
  CollectionResult,
  DataPointType,
  MetricData,
  MetricProducer,
  ResourceMetrics,
  ScopeMetrics,
} from '@opentelemetry/sdk-metrics';
import { attempt } from '../foundation/guard.ts';
import type { Descriptor, Scope } from '../store/descriptor.ts';
import type { Distribution, Family, Series, SummaryState } from '../store/family.ts';
import type { Collect, Collection } from './collection.ts';

/** The SDK's enums, which are only types here: the SDK itself is loaded when a reader wants it. */
const DELTA = 0 as AggregationTemporality;
const CUMULATIVE = 1 as AggregationTemporality;
const HISTOGRAM_POINTS = 0 as DataPointType.HISTOGRAM;
const EXPONENTIAL_POINTS = 1 as DataPointType.EXPONENTIAL_HISTOGRAM;
const GAUGE_POINTS = 2 as DataPointType.GAUGE;
const SUM_POINTS = 3 as DataPointType.SUM;
const DOUBLE_VALUES = 1;

export interface ProducerOptions {
  /** False for a reader that knows bounded buckets alone: it gets `+Inf`. Default: true. */
  readonly exponential?: boolean;
}

/**
 * Our collections behind the SDK's public interface, so that any reader or exporter of the SDK
 * gets every instrument. The resource of the answer is a stand-in: readers use their provider's.
 */
export function createProducer(collect: Collect, options: ProducerOptions = {}): MetricProducer {
  return {
    async collect(): Promise<CollectionResult> {
      const collection = await collect();
      return {
        resourceMetrics: toResourceMetrics(collection, options),
        errors: [...collection.errors],
      };
    },
  };
}

/** A collection in the SDK's terms, which are also those of its exporters and serializers. */
export function toResourceMetrics(
  collection: Collection,
  options: ProducerOptions = {},
): ResourceMetrics {
  return {
    resource: { attributes: collection.resource } as never,
    scopeMetrics: toScopeMetrics(collection, options),
  };
}

function toScopeMetrics(
  { families, timeMs }: Collection,
  { exponential = true }: ProducerOptions,
): ScopeMetrics[] {
  const byScope = new Map<Scope, MetricData[]>();
  for (const family of families) {
    const endTime = toHrTime(timeMs);
    const made = attempt('exposition_error', `metric ${family.descriptor.name}`, () =>
      family.kind === 'summary'
        ? summaryMetrics(family, endTime)
        : [toMetricData(family, endTime, exponential)],
    );
    const metrics = byScope.get(family.scope) ?? [];
    metrics.push(...(made ?? []).filter(({ dataPoints }) => dataPoints.length > 0));
    if (metrics.length > 0) byScope.set(family.scope, metrics);
  }
  return [...byScope].map(([scope, metrics]) => ({ scope, metrics }));
}

function toMetricData(family: Family, endTime: HrTime, exponential: boolean): MetricData {
  const common = {
    ...commonOf(family.descriptor),
    aggregationTemporality: family.isDelta ? DELTA : CUMULATIVE,
  };
  const points = <Value>(of: (series: Series) => Value) =>
    [...family.series()].map((series) => ({ ...point(series, endTime), value: of(series) }));
  switch (family.kind) {
    case 'histogram':
      // One point of each series, as any aggregation has it: of both forms the bounded one, which
      // every receiver knows.
      return family.descriptor.form === 'native' && exponential
        ? { ...common, dataPointType: EXPONENTIAL_POINTS, dataPoints: points(exponentialHistogram) }
        : { ...common, dataPointType: HISTOGRAM_POINTS, dataPoints: points(histogram) };
    case 'gauge':
      return { ...common, dataPointType: GAUGE_POINTS, dataPoints: points(number) };
    default:
      return {
        ...common,
        dataPointType: SUM_POINTS,
        isMonotonic: family.kind === 'counter',
        dataPoints: points(number),
      };
  }
}

/**
 * The SDK knows no summaries. These have the names and labels of a summary's lines on the page;
 * neither sum is monotonic, nor has it a unit, so that nobody adds anything to their names.
 */
function summaryMetrics(family: Family, endTime: HrTime): MetricData[] {
  const { name, description } = family.descriptor;
  const all = [...family.series()].map((series) => ({
    ...point(series, endTime),
    ...expectSummary(series),
  }));
  const sums = (ending: 'sum' | 'count'): MetricData => ({
    ...commonOf({ name: `${name}_${ending}`, description, unit: '' }),
    dataPointType: SUM_POINTS,
    isMonotonic: false,
    dataPoints: all.map(({ quantiles, sum, count, ...at }) => ({
      ...at,
      value: ending === 'sum' ? sum : count,
    })),
  });
  const quantiles: MetricData = {
    ...commonOf(family.descriptor),
    dataPointType: GAUGE_POINTS,
    dataPoints: all.flatMap(({ quantiles: own, sum, count, attributes, ...times }) =>
      own.map(({ quantile, value }) => ({
        ...times,
        attributes: { ...attributes, quantile: String(quantile) },
        value,
      })),
    ),
  };
  return [quantiles, sums('sum'), sums('count')];
}

function expectSummary({ summary }: Series): SummaryState {
  if (summary === undefined) throw new TypeError('a summary series has no quantiles');
  return summary;
}

function commonOf({ name, description, unit }: Pick<Descriptor, 'name' | 'description' | 'unit'>) {
  const descriptor = { name, description, unit, valueType: DOUBLE_VALUES, advice: {} };
  return {
    descriptor: descriptor as MetricData['descriptor'],
    aggregationTemporality: CUMULATIVE,
  };
}

function point({ attributes, startTimeMs }: Series, endTime: HrTime) {
  return { attributes, startTime: toHrTime(startTimeMs), endTime };
}

function number({ value }: Series): number {
  return value;
}

function histogram({ distribution }: Series) {
  if (distribution === undefined) throw new TypeError('a histogram series has no distribution');
  const { boundaries, counts } = distribution;
  return {
    buckets: { boundaries: [...boundaries], counts: [...counts] },
    ...totals(distribution),
  };
}

/** The SDK has no place for the zero bucket's threshold; Prometheus takes ours where none is said. */
function exponentialHistogram({ distribution }: Series) {
  if (distribution?.exponential === undefined) {
    throw new TypeError('a native histogram series has no exponential buckets');
  }
  const { scale, offset, counts, zeroCount } = distribution.exponential;
  return {
    scale,
    zeroCount,
    positive: { offset, bucketCounts: [...counts] },
    negative: { offset: 0, bucketCounts: [] },
    ...totals(distribution),
  };
}

/** Nothing has neither a least nor a most, and of others' histograms they are not known. */
function totals({ count, sum, min, max }: Distribution) {
  return { count, sum, ...(min <= max && { min, max }) };
}

function toHrTime(milliseconds: number): HrTime {
  return [Math.trunc(milliseconds / 1000), Math.round((milliseconds % 1000) * 1e6)];
}
