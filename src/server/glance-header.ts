import type { IncomingHttpHeaders } from 'node:http';

/**
 * Says of a request that it is by somebody who only looks, as `otel-metrics` does: what is measured
 * between two collections goes on then, so that the next scrape finds all of it.
 */
export const GLANCE_HEADER = 'x-acme-metrics-glance';

export function isGlance(headers: IncomingHttpHeaders): boolean {
  return headers[GLANCE_HEADER] === 'true';
}
