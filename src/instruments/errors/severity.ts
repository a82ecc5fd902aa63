import { FIRST_SERVER_ERROR } from '../calls/http-status.ts';

/** How bad an error is for the service. */
export type Severity = (typeof SEVERITIES)[number];

const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;

export function isSeverity(value: unknown): value is Severity {
  return SEVERITIES.includes(value as Severity);
}

/** Of a request that failed: `high` where it is the service's fault (5xx), else `medium`. */
export function severityOfStatus(status: number): Severity {
  return status >= FIRST_SERVER_ERROR ? 'high' : 'medium';
}
