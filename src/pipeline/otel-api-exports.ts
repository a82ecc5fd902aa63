import { MetricsError } from '../foundation/errors.ts';
import { resolveApi } from './otel-api.ts';

/**
 * Stands in the build for `@opentelemetry/api` inside OpenTelemetry's own packages, so that they
 * share the app's copy instead of bringing one. `logs` exists from 1.10 on; with an older copy
 * nothing is logged.
 */
const api = resolveApi();
if (api === undefined) {
  throw new MetricsError(
    'ACME_METRICS_API_MISSING',
    "OpenTelemetry's own engines need @opentelemetry/api beside the app: npm install @opentelemetry/api",
  );
}

const NO_LOGGER = { emit(): void {}, enabled: () => false };
const NO_LOGS = { getLogger: () => NO_LOGGER, getLoggerProvider: () => NO_LOGS };

export const {
  baggageEntryMetadataFromString,
  context,
  createContextKey,
  createNoopMeter,
  defaultTextMapSetter,
  diag,
  DiagLogLevel,
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  metrics,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  ValueType,
} = api;
export const logs: unknown = 'logs' in api ? api.logs : NO_LOGS;
