import * as standIns from './api-stand-ins.ts';
import { resolveApi } from './otel-api.ts';

/**
 * Stands in the build for `@opentelemetry/api` inside OpenTelemetry's own packages, so that they
 * share the app's copy instead of bringing one. Without one they can send, but not observe:
 * `requireApi` is for engines. `logs` exists from 1.10 on; with an older copy nothing is logged.
 */
const api = (resolveApi() ?? standIns) as typeof import('@opentelemetry/api');

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
  SeverityNumber,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  ValueType,
} = api;
export const logs: unknown = 'logs' in api ? api.logs : NO_LOGS;
