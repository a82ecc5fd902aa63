import type { Collection } from '../../../../src/pipeline/collection.ts';
import type { Exemplar, Family, Series } from '../../../../src/store/family.ts';
import type {
  ReceivedExemplar,
  ReceivedKind,
  ReceivedMetric,
  ReceivedMetrics,
  ReceivedPoint,
} from '../../../support/otlp/received.ts';

/** What a collector is to read of a collection, told in the plainest way from the families. */
export function expectedRequest({ resource, families, timeMs }: Collection): ReceivedMetrics {
  const metrics = families
    .map((family) => metricOf(family, timeMs))
    .filter(({ points }) => points.length > 0);
  const byScope = Map.groupBy(metrics, ({ scope }) => JSON.stringify(Object.entries(scope)));
  return { resource: wellFormed(resource), metrics: [...byScope.values()].flat() };
}

function metricOf(family: Family, timeMs: number): ReceivedMetric {
  const { scope, descriptor, kind, isDelta = false } = family;
  const { name, description, unit } = descriptor;
  const received = kindOf(family);
  const hasSense = received !== 'gauge' && received !== 'summary';
  return {
    scope: {
      name: scope.name,
      ...said(scope.version, 'version'),
      ...said(scope.schemaUrl, 'schemaUrl'),
    },
    ...{ name: name.toWellFormed(), description: description.toWellFormed(), unit, kind: received },
    ...(hasSense && { temporality: isDelta ? 'delta' : 'cumulative' }),
    ...(received === 'sum' && { monotonic: kind === 'counter' }),
    points: [...family.groups()]
      .flatMap((group) => [...group.blocks()].flatMap((block) => [...block.series()]))
      .map((series) => ({
        attributes: wellFormed(series.attributes),
        startTimeUnixNano: nanosOf(series.startTimeMs),
        timeUnixNano: nanosOf(timeMs),
        ...contentOf(received, series),
      })),
  };
}

function said(value: string | undefined, name: string): object {
  return value ? { [name]: value } : {};
}

function kindOf({ kind, descriptor }: Family): ReceivedKind {
  if (kind === 'counter' || kind === 'up-down-counter') return 'sum';
  if (kind !== 'histogram') return kind;
  return descriptor.form === 'native' ? 'exponentialHistogram' : 'histogram';
}

function contentOf(kind: ReceivedKind, series: Series): Partial<ReceivedPoint> {
  const { value, distribution, summary } = series;
  const exemplars = series.exemplars.map(exemplarOf);
  if (kind === 'summary')
    return { ...pick(summary, ['count', 'sum']), quantiles: [...(summary?.quantiles ?? [])] };
  if (kind === 'sum' || kind === 'gauge') return { value, exemplars };
  if (distribution === undefined) throw new Error('no distribution');
  const { min, max, boundaries, counts, exponential } = distribution;
  const totals = {
    ...pick(distribution, ['count', 'sum']),
    ...(min <= max && { min, max }),
    exemplars,
  };
  if (kind === 'histogram') {
    return { ...totals, bucketCounts: [...counts], explicitBounds: [...boundaries] };
  }
  if (exponential === undefined) throw new Error('no exponential buckets');
  const positive = { offset: exponential.offset, bucketCounts: [...exponential.counts] };
  return { ...totals, ...pick(exponential, ['scale', 'zeroCount', 'zeroThreshold']), positive };
}

function pick<T extends object, K extends keyof T>(
  from: T | undefined,
  keys: readonly K[],
): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, from?.[key]])) as Pick<T, K>;
}

function exemplarOf({ value, timeMs, traceId, spanId }: Exemplar): ReceivedExemplar {
  const ids = traceId === '' ? {} : { traceId };
  return {
    value,
    timeUnixNano: nanosOf(timeMs),
    attributes: {},
    ...ids,
    ...(spanId && { spanId }),
  };
}

function wellFormed(attributes: object): Record<string, unknown> {
  const of = (value: unknown) => (typeof value === 'string' ? value.toWellFormed() : value);
  const entries = Object.entries(attributes);
  return Object.fromEntries(entries.map(([key, value]) => [key.toWellFormed(), of(value)]));
}

/** Nanoseconds of milliseconds, rounded; so many digits are those of any time of today. */
export function nanosOf(milliseconds: number): bigint {
  const [whole = '', fraction = ''] = milliseconds.toFixed(12).split('.');
  const picos = BigInt(whole + fraction);
  return (picos + 500_000n) / 1_000_000n;
}
