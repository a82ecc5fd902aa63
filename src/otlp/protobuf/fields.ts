// table: the field numbers of OTLP's metrics (opentelemetry-proto 1.x), of what is written here.

export const REQUEST = { resourceMetrics: 1 } as const;

export const RESOURCE_METRICS = { resource: 1, scopeMetrics: 2 } as const;

export const RESOURCE = { attributes: 1 } as const;

export const SCOPE_METRICS = { scope: 1, metrics: 2, schemaUrl: 3 } as const;

export const SCOPE = { name: 1, version: 2 } as const;

export const METRIC = {
  name: 1,
  description: 2,
  unit: 3,
  gauge: 5,
  sum: 7,
  histogram: 9,
  exponentialHistogram: 10,
  summary: 11,
} as const;

/** What the data of a metric is, whatever its kind. */
export const DATA = { points: 1, temporality: 2, isMonotonic: 3 } as const;

export const TEMPORALITY = { delta: 1, cumulative: 2 } as const;

/** Points of all kinds. */
export const POINT = { startTime: 2, time: 3 } as const;

export const NUMBER = { value: 4, exemplars: 5, attributes: 7 } as const;

export const HISTOGRAM = {
  count: 4,
  sum: 5,
  bucketCounts: 6,
  explicitBounds: 7,
  exemplars: 8,
  attributes: 9,
  min: 11,
  max: 12,
} as const;

export const EXPONENTIAL = {
  attributes: 1,
  count: 4,
  sum: 5,
  scale: 6,
  zeroCount: 7,
  positive: 8,
  exemplars: 11,
  min: 12,
  max: 13,
  zeroThreshold: 14,
} as const;

export const BUCKETS = { offset: 1, counts: 2 } as const;

export const SUMMARY = { count: 4, sum: 5, quantiles: 6, attributes: 7 } as const;

export const QUANTILE = { quantile: 1, value: 2 } as const;

export const EXEMPLAR = { time: 2, value: 3, spanId: 4, traceId: 5 } as const;

export const KEY_VALUE = { key: 1, value: 2 } as const;

export const VALUE = { text: 1, boolean: 2, integer: 3, double: 4 } as const;
