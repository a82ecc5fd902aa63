import type { IncomingMessage } from 'node:http';
import type { Config } from '../config/options.ts';
import { createRouteOf } from '../instrumentations/routes/route-of.ts';
import type { ProcessMetrics } from '../pipeline/process-metrics.ts';

/** Lets helpers ask for the template of a request's route, which observers have learnt. */
export function lendRoutes(metrics: ProcessMetrics, { httpRoutes }: Config): () => void {
  const routeOf = createRouteOf(httpRoutes);
  metrics.routeOf = (request) => routeOf(request as IncomingMessage);
  return () => {
    metrics.routeOf = undefined;
  };
}
