export { bridgePromClient } from './agent/bridge.ts';
export { type MetricsHandler, metricsHandler } from './agent/metrics-handler.ts';
export type { RunningAgent } from './agent/registry.ts';
export { flushMetrics, shutdownMetrics, startMetrics } from './agent/start-metrics.ts';
export type { Engine, HistogramForm, MetricsOptions } from './config/metrics-options.ts';
export { type ErrorCode, MetricsError } from './foundation/errors.ts';
export type { LogLevel } from './foundation/log.ts';
export { setRoute } from './instrumentations/routes/set-route.ts';
export { type Ai, type AiCallOptions, type AiOptions, ai } from './instruments/ai/ai.ts';
export type { AiPrices } from './instruments/ai/prices.ts';
export { business, type RateOf } from './instruments/business.ts';
export { type Cache, cache } from './instruments/cache/cache.ts';
export type { ReadableCache } from './instruments/cache/reads.ts';
export type { CacheStore, WrapCache, WrapOptions } from './instruments/cache/wrap.ts';
export type { Answer } from './instruments/calls/observe-call.ts';
export { operation } from './instruments/calls/operation.ts';
export { type Database, database } from './instruments/database/database.ts';
export type {
  ConnectionCounts,
  ConnectionReader,
} from './instruments/database/database-connections.ts';
export { type CounterOf, counter } from './instruments/declared/counter.ts';
export {
  type GaugeOf,
  gauge,
  type ObservedGauge,
  type ObservedGaugeOptions,
  type Reading,
} from './instruments/declared/gauge.ts';
export {
  type HistogramOf,
  type HistogramOptions,
  histogram,
} from './instruments/declared/histogram.ts';
export type { InstrumentOptions } from './instruments/declared/instrument-options.ts';
export type { LabelArguments, Labels, LabelValue } from './instruments/declared/labels.ts';
export { type RecordedKind, type RecordOptions, record } from './instruments/declared/record.ts';
export { type SummaryOf, type SummaryOptions, summary } from './instruments/declared/summary.ts';
export {
  type TimerOf,
  type TimerOptions,
  type Timing,
  timer,
} from './instruments/declared/timer.ts';
export { errors, type RecordErrorOptions } from './instruments/errors/errors.ts';
export {
  type ExpressErrorMiddleware,
  expressErrorMetrics,
} from './instruments/errors/express-error-metrics.ts';
export {
  type FastifyErrorPlugin,
  fastifyErrorMetrics,
} from './instruments/errors/fastify-error-metrics.ts';
export type { ErrorMetricsOptions } from './instruments/errors/request-errors.ts';
export type { Severity } from './instruments/errors/severity.ts';
export { type ExternalApi, externalApi } from './instruments/external-api/external-api.ts';
export type { PromRegistry } from './instruments/prom-client/library.ts';
export type { QueueLengths, QueueSizeOptions } from './instruments/queue/lengths.ts';
export { type Queue, queue } from './instruments/queue/queue.ts';
export type { CountedJobs, JobQueue, PromiseQueue } from './instruments/queue/states.ts';
export type {
  BoundGauge,
  BoundRecorder,
  BoundSum,
  Counter,
  Gauge,
  Histogram,
  Meter,
  UpDownCounter,
} from './pipeline/meter.ts';
