export type { RunningAgent } from './agent/registry.ts';
export { shutdownMetrics, startMetrics } from './agent/start-metrics.ts';
export type { Engine, MetricsOptions } from './config/metrics-options.ts';
export { type ErrorCode, MetricsError } from './foundation/errors.ts';
export type { LogLevel } from './foundation/log.ts';
export { setRoute } from './instrumentations/routes/set-route.ts';
export type {
  BoundRecorder,
  BoundSum,
  Counter,
  Gauge,
  Histogram,
  Meter,
  UpDownCounter,
} from './pipeline/meter.ts';
