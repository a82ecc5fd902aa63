export type { RunningAgent } from './agent/registry.ts';
export { shutdownMetrics, startMetrics } from './agent/start-metrics.ts';
export type { ConfigInput } from './config/load.ts';
export type { Config, Engine } from './config/options.ts';
export { MetricsError } from './foundation/errors.ts';
export { setRoute } from './instrumentations/http/set-route.ts';
