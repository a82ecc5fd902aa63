export { bridgePromClient } from './agent/bridge.ts';
export { type MetricsHandler, metricsHandler } from './agent/metrics-handler.ts';
export type { RunningAgent } from './agent/registry.ts';
export { shutdownMetrics, startMetrics } from './agent/start-metrics.ts';
export type { Engine, MetricsOptions } from './config/metrics-options.ts';
export { type ErrorCode, MetricsError } from './foundation/errors.ts';
export type { LogLevel } from './foundation/log.ts';
export { setRoute } from './instrumentations/routes/set-route.ts';
export { type Ai, type AiCallOptions, type AiOptions, ai } from './instruments/ai/ai.ts';
export type { AiPrices } from './instruments/ai/prices.ts';
export { business, type RateOf } from './instruments/business.ts';
export { type Cache, cache } from './instruments/cache/cache.ts';
export type { ReadableCache } from './instruments/cache/reads.ts';
export type { CacheStore, WrapCache, WrapOptions } from './instruments/cache/wrap.ts';
export { type CounterOf, counter } from './instruments/counter.ts';
export { type Database, database } from './instruments/database.ts';
export type { ConnectionCounts, ConnectionReader } from './instruments/database-connections.ts';
export { errors, type RecordErrorOptions } from './instruments/errors.ts';
export {
  type ExpressErrorMiddleware,
  expressErrorMetrics,
} from './instruments/express-error-metrics.ts';
export { type ExternalApi, externalApi } from './instruments/external-api/external-api.ts';
export {
  type FastifyErrorPlugin,
  fastifyErrorMetrics,
} from './instruments/fastify-error-metrics.ts';
export {
  type GaugeOf,
  gauge,
  type ObservedGauge,
  type ObservedGaugeOptions,
  type Reading,
} from './instruments/gauge.ts';
export { type HistogramOf, type HistogramOptions, histogram } from './instruments/histogram.ts';
export type { InstrumentOptions } from './instruments/instrument-options.ts';
export type { LabelArguments, Labels, LabelValue } from './instruments/labels.ts';
export type { Answer } from './instruments/observe-call.ts';
export { operation } from './instruments/operation.ts';
export type { PromRegistry } from './instruments/prom-client/library.ts';
export {
  type Queue,
  type QueueLengths,
  type QueueSizeOptions,
  queue,
} from './instruments/queue/queue.ts';
export type { CountedJobs, JobQueue, PromiseQueue } from './instruments/queue/states.ts';
export { type RecordOptions, record } from './instruments/record.ts';
export type { ErrorMetricsOptions } from './instruments/request-errors.ts';
export type { Severity } from './instruments/severity.ts';
export { type SummaryOf, type SummaryOptions, summary } from './instruments/summary.ts';
export { type TimerOf, type TimerOptions, type Timing, timer } from './instruments/timer.ts';
export type {
  BoundRecorder,
  BoundSum,
  Counter,
  Gauge,
  Histogram,
  Meter,
  UpDownCounter,
} from './pipeline/meter.ts';
