import type { IncomingMessage } from 'node:http';
import type { PathPatternsChunk } from '../../config/path-patterns.ts';
import { requireChunk } from '../../foundation/chunks.ts';
import { reportFault } from '../../foundation/guard.ts';
import { expressRouteOf } from './express-route.ts';
import { pathOf } from './request-path.ts';
import { REQUEST_ROUTE, type RoutedRequest } from './request-route.ts';

/** The template of the route that a request took: `undefined` where none is known. */
export type RouteOf = (request: IncomingMessage) => string | undefined;

/**
 * Asks, in this order: what was noted on the request (`setRoute`, Fastify), Express, and the
 * configured patterns. Never throws: a request without its route is better than none.
 */
export function createRouteOf(patterns: readonly string[]): RouteOf {
  const matchPath =
    patterns.length === 0
      ? undefined
      : requireChunk<PathPatternsChunk>('path-patterns').createMatchPath(patterns);
  return (request: IncomingMessage & RoutedRequest) => {
    try {
      return request[REQUEST_ROUTE] ?? expressRouteOf(request) ?? matchPath?.(pathOf(request));
    } catch (error) {
      reportFault('observer_error', 'the route of a request', error);
      return undefined;
    }
  };
}
