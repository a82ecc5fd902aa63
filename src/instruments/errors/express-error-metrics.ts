import { attempt } from '../../foundation/guard.ts';
import { processMetrics } from '../../pipeline/process-metrics.ts';
import { componentOf, countFailedRequest, type ErrorMetricsOptions } from './request-errors.ts';

/** A middleware for errors, as Express 4 and 5 take it. */
// biome-ignore lint/complexity/useMaxParams: as Express calls it.
export type ExpressErrorMiddleware = (
  error: unknown,
  request: object,
  response: object,
  next: (error?: unknown) => void,
) => void;

/** What is used of Express's request and response. */
interface ExpressRequest {
  readonly method?: unknown;
  readonly route?: { readonly path?: unknown } | undefined;
  readonly app?: ExpressApp | undefined;
}

interface ExpressApp {
  readonly parent?: unknown;
  /** Of Express 5, and of Express 4, whose `router` is a getter that throws. */
  readonly router?: ExpressRouter;
  readonly _router?: ExpressRouter;
}

interface ExpressRouter {
  readonly stack: readonly { readonly route?: unknown }[];
}

/**
 * A middleware for Express 4 and 5 that counts the errors of requests and passes each on as it came.
 * Put it after the routes, before the app's own handler of errors. It counts
 *
 * - `errors_total` by class, severity (`high` where the answer is a 5xx, else `medium`) and component;
 *   once for each request, however many of these middlewares it passes, and not where the app has
 *   counted it by `errors.record` before it passed it on,
 * - `user_action_total` by method and template of the route, never by user. A request that failed
 *   before it came to a route has the endpoint `unmatched`; so has one in a mounted router where no
 *   agent runs, which alone knows how it is mounted.
 *
 * Never throws in a request. Costs nothing where nothing fails.
 *
 * @throws MetricsError `ACME_METRICS_INVALID_OPTION`.
 * @example
 * app.use(expressErrorMetrics());
 * app.use((error, req, res, next) => res.status(500).json({ error: 'internal' }));
 */
export function expressErrorMetrics(options: ErrorMetricsOptions = {}): ExpressErrorMiddleware {
  const component = componentOf(options, 'express');
  // biome-ignore lint/complexity/useMaxParams: by its four parameters Express knows what it is for.
  return function countErrors(error, request, response, next) {
    attempt('observer_error', 'expressErrorMetrics', () =>
      countFailedRequest({
        ...{ request, error, component },
        method: (request as ExpressRequest).method,
        route: processMetrics().routeOf?.(request) ?? ownRoute(request),
        responseStatus: (response as { readonly statusCode?: unknown }).statusCode,
      }),
    );
    next(error);
  };
}

/** The template of a route on the topmost app itself: above it there is nothing to be known. */
function ownRoute({ route, app }: ExpressRequest): unknown {
  if (route === undefined || app === undefined || app.parent !== undefined) return undefined;
  const router = app._router ?? app.router;
  const isOnApp = router?.stack.some((layer) => layer.route === route);
  return isOnApp ? route.path : undefined;
}
