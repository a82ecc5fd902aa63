import type { HrTime } from '@opentelemetry/api';
import type {
  AggregationTemporality,
  CollectionResult,
  DataPointType,
  MetricData,
  MetricProducer,
  ScopeMetrics,
} from '@opentelemetry/sdk-metrics';
import { attempt } from '../foundation/guard.ts';
import type { Scope } from '../store/descriptor.ts';
import type { Family, Series } from '../store/family.ts';
import type { Collect, Collection } from './collection.ts';

/** The SDK's enums, which are only types here: the SDK itself is loaded when a reader wants it. */
const CUMULATIVE = 1 as AggregationTemporality;
const HISTOGRAM_POINTS = 0 as DataPointType.HISTOGRAM;
const GAUGE_POINTS = 2 as DataPointType.GAUGE;
const SUM_POINTS = 3 as DataPointType.SUM;
const DOUBLE_VALUES = 1;

/**
 * Our collections behind the SDK's public interface, so that any reader or exporter of the SDK
 * gets every instrument. The resource of the answer is a stand-in: readers use their provider's.
 */
export function createProducer(collect: Collect): MetricProducer {
  return {
    async collect(): Promise<CollectionResult> {
      const collection = await collect();
      return {
        resourceMetrics: {
          resource: { attributes: collection.resource } as never,
          scopeMetrics: toScopeMetrics(collection),
        },
        errors: [...collection.errors],
      };
    },
  };
}

function toScopeMetrics({ families, timeMs }: Collection): ScopeMetrics[] {
  const byScope = new Map<Scope, MetricData[]>();
  for (const family of families) {
    const metric = attempt('exposition_error', `metric ${family.descriptor.name}`, () =>
      toMetricData(family, toHrTime(timeMs)),
    );
    if (metric === undefined || metric.dataPoints.length === 0) continue;
    const metrics = byScope.get(family.scope);
    if (metrics === undefined) byScope.set(family.scope, [metric]);
    else metrics.push(metric);
  }
  return [...byScope].map(([scope, metrics]) => ({ scope, metrics }));
}

function toMetricData(family: Family, endTime: HrTime): MetricData {
  const { name, description, unit } = family.descriptor;
  const descriptor = {
    name,
    description,
    unit,
    valueType: DOUBLE_VALUES,
    advice: {},
  } as MetricData['descriptor'];
  const common = { descriptor, aggregationTemporality: CUMULATIVE };
  const points = [...family.series()];
  switch (family.kind) {
    case 'histogram':
      return {
        ...common,
        dataPointType: HISTOGRAM_POINTS,
        dataPoints: points.map((series) => ({
          ...point(series, endTime),
          value: histogram(series),
        })),
      };
    case 'gauge':
      return {
        ...common,
        dataPointType: GAUGE_POINTS,
        dataPoints: points.map(numberPoint(endTime)),
      };
    default:
      return {
        ...common,
        dataPointType: SUM_POINTS,
        isMonotonic: family.kind === 'counter',
        dataPoints: points.map(numberPoint(endTime)),
      };
  }
}

function numberPoint(endTime: HrTime) {
  return (series: Series) => ({ ...point(series, endTime), value: series.value });
}

function point({ attributes, startTimeMs }: Series, endTime: HrTime) {
  return { attributes, startTime: toHrTime(startTimeMs), endTime };
}

function histogram({ distribution }: Series) {
  if (distribution === undefined) throw new TypeError('a histogram series has no distribution');
  const { boundaries, counts, count, sum, min, max } = distribution;
  return {
    buckets: { boundaries: [...boundaries], counts: [...counts] },
    count,
    sum,
    ...(count > 0 && { min, max }),
  };
}

function toHrTime(milliseconds: number): HrTime {
  return [Math.trunc(milliseconds / 1000), Math.round((milliseconds % 1000) * 1e6)];
}
