/**
 * Error codes of the package. A code, once released, keeps its meaning and is never used again.
 */
export type ErrorCode =
  | 'ACME_METRICS_INVALID_OPTION'
  | 'ACME_METRICS_INVALID_INSTRUMENT'
  | 'ACME_METRICS_INSTRUMENT_CONFLICT'
  | 'ACME_METRICS_API_MISSING'
  | 'ACME_METRICS_PACKAGE_MISSING'
  | 'ACME_METRICS_CHUNK_MISSING';

/** An error that the package throws at construction; recording never throws. */
export class MetricsError extends Error {
  /** What went wrong, for code; the message says it for people. */
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.name = 'MetricsError';
    this.code = code;
  }
}
