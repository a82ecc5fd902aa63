/** How bad an error is for the service. */
export type Severity = (typeof SEVERITIES)[number];

const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
const FIRST_CLIENT_ERROR = 400;
const FIRST_SERVER_ERROR = 500;
const LAST_ERROR = 599;

export function isSeverity(value: unknown): value is Severity {
  return SEVERITIES.includes(value as Severity);
}

/** Of a request that failed: `high` where it is the service's fault (5xx), else `medium`. */
export function severityOfStatus(status: number): Severity {
  return status >= FIRST_SERVER_ERROR ? 'high' : 'medium';
}

/**
 * The status that a framework answers an error with: the error's own, else that of the response, as
 * far as they say that something failed, else 500. Express and Fastify agree on it.
 */
export function statusOfFailure(error: unknown, responseStatus: unknown): number {
  const { status, statusCode } = (error ?? {}) as Readonly<Record<string, unknown>>;
  return [status, statusCode, responseStatus].find(isFailure) ?? FIRST_SERVER_ERROR;
}

function isFailure(status: unknown): status is number {
  return typeof status === 'number' && status >= FIRST_CLIENT_ERROR && status <= LAST_ERROR;
}
