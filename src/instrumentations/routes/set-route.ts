import { REQUEST_ROUTE, type RoutedRequest } from './request-route.ts';

const LONGEST_ROUTE = 200;

/**
 * Names the route of a request of a plain `node:http` app, as `http.route` of its metrics; it wins
 * over the route that a framework knows. Call it once the route is known and before the response
 * ends; the last call counts.
 *
 * Pass the template, never the path: each distinct text is a series of its own. A text that
 * doesn't start with `/`, is longer than 200 characters or has a `?` in it is ignored, as is
 * anything that is no text. Never throws; costs a property.
 *
 * @example setRoute(request, '/users/:id');
 */
export function setRoute(request: object, route: string): void {
  if (typeof request !== 'object' || request === null || !isTemplate(route)) return;
  try {
    (request as RoutedRequest)[REQUEST_ROUTE] = route;
  } catch {
    // A frozen request keeps the route it has.
  }
}

function isTemplate(route: unknown): route is string {
  return (
    typeof route === 'string' &&
    route.startsWith('/') &&
    route.length <= LONGEST_ROUTE &&
    !route.includes('?')
  );
}
