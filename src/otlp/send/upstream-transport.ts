import { MetricsError } from '../../foundation/errors.ts';
import { VERSION } from '../../foundation/version.ts';

/** Stands before upstream's own. */
export const USER_AGENT: string = `acme-otel-metrics/${VERSION}`;

/** What upstream's transports answer. */
export type ExportResponse =
  | { readonly status: 'success'; readonly data?: Uint8Array | undefined }
  | { readonly status: 'failure'; readonly error: unknown }
  | {
      readonly status: 'retryable';
      readonly retryInMillis?: number | undefined;
      readonly error?: unknown;
    };

export interface UpstreamTransport {
  send(data: Uint8Array, timeoutMs: number): Promise<ExportResponse>;
  shutdown(): void;
}

interface Wrapper extends Partial<UpstreamTransport> {
  readonly _transport?: Wrapper;
}

/**
 * The transport at the bottom of one of upstream's export delegates, whose layers have no public
 * names. The retrying one above it is left out: its timers hold the process open, and it sends the
 * same bytes again where a new collection would say more. So is the delegate, which encodes.
 *
 * @throws {MetricsError} Where another version of upstream has other layers.
 */
export function innermostTransport(delegate: object): UpstreamTransport {
  let innermost: Wrapper = delegate as Wrapper;
  while (innermost._transport !== undefined) innermost = innermost._transport;
  if (innermost === delegate || typeof innermost.send !== 'function') {
    throw new MetricsError(
      'ACME_METRICS_PACKAGE_MISSING',
      "OpenTelemetry's OTLP packages are of a version that is not known: they have no transport where it was",
    );
  }
  return innermost as UpstreamTransport;
}

/** For a delegate of which nothing but the transport is used: what it would encode with. */
export const NO_SERIALIZER = {
  serializeRequest: () => undefined,
  deserializeResponse: () => undefined,
};

/** What its layers above the transport would keep to. */
export const UNUSED = { timeoutMillis: 1, concurrencyLimit: 1 } as const;

/** And what it would count its own work with. */
export const NO_COUNTS = { name: 'metric_data_point', countItems: () => 0 } as const;
