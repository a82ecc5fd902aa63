import { ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import type { OtlpProtocol } from '../../config/metrics-options.ts';
import { printable } from '../../config/printable.ts';
import { countFault } from '../../foundation/faults.ts';
import { warn } from '../../foundation/log.ts';

export interface Answerer {
  /** For people. */
  readonly target: string;
  readonly protocol: OtlpProtocol;
}

/** What an `ExportMetricsServiceResponse` says of what was not taken; 64 bits are a text in JSON. */
interface ExportMetricsServiceResponse {
  readonly partialSuccess?: {
    readonly rejectedDataPoints?: number | string | null | undefined;
    readonly errorMessage?: unknown;
  } | null;
}

const LONGEST_MESSAGE = 200;

/**
 * Counts, and says once a minute, that a collector took a request but not all that was in it: sending
 * it again would change nothing (OTLP specification, partial success).
 */
export function sayRejected(data: Uint8Array, { target, protocol }: Answerer): void {
  const { partialSuccess } = read(data, protocol) ?? {};
  const rejected = Number(partialSuccess?.rejectedDataPoints ?? 0);
  if (!(rejected > 0)) return;
  const message = partialSuccess?.errorMessage;
  countFault('export_error');
  warn(
    `export-rejected:${target}`,
    `${target} rejected ${rejected} data points${typeof message === 'string' && message !== '' ? `: ${printable(message, LONGEST_MESSAGE)}` : ''}`,
  );
}

/** Nothing where it is no such response: it was taken all the same. */
function read(data: Uint8Array, protocol: OtlpProtocol): ExportMetricsServiceResponse | undefined {
  if (data.length === 0) return undefined;
  try {
    return protocol === 'http/json'
      ? JSON.parse(Buffer.from(data).toString())
      : ProtobufMetricsSerializer.deserializeResponse(data);
  } catch {
    return undefined;
  }
}
