export type { RunningAgent } from './agent/registry.ts';
export { shutdownMetrics, startMetrics } from './agent/start-metrics.ts';
export type { Engine, MetricsOptions } from './config/metrics-options.ts';
export { type ErrorCode, MetricsError } from './foundation/errors.ts';
export type { LogLevel } from './foundation/log.ts';
export { setRoute } from './instrumentations/routes/set-route.ts';
export { type CounterOf, counter } from './instruments/counter.ts';
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
export { type RecordOptions, record } from './instruments/record.ts';
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
