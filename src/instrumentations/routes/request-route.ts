/**
 * Where a request carries its route template. `Symbol.for`, so that a second copy of the package
 * (an operator's image beside the app's dependency) reads and writes the same slot.
 */
export const REQUEST_ROUTE: unique symbol = Symbol.for('@acme/otel-metrics.http.route') as never;

export interface RoutedRequest {
  [REQUEST_ROUTE]?: string | undefined;
}
