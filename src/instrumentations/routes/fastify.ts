import { guarded } from '../../foundation/guard.ts';
import { listenToChannels } from '../channels.ts';
import { REQUEST_ROUTE, type RoutedRequest } from './request-route.ts';

/** Published by every Fastify instance at its birth, before it has any hook. */
const INITIALIZATION = 'fastify.initialization';

interface FastifyInstance {
  addHook(name: 'onRequest', hook: typeof onRequest): void;
}

interface FastifyRequest {
  readonly raw: RoutedRequest;
  /** `url` is the whole template with all prefixes; without one the request matched no route. */
  readonly routeOptions?: { readonly url?: string | undefined };
}

/**
 * Notes the route of Fastify's requests. The hook is the first of all, and hooks run after
 * routing: a request that a later hook refuses has its route, a 404 has none.
 */
export function watchFastify(): () => void {
  return listenToChannels('routes of fastify', {
    [INITIALIZATION]: ({ fastify }: { readonly fastify: FastifyInstance }) =>
      fastify.addHook('onRequest', onRequest),
  });
}

const noteRoute = guarded('observer_error', 'routes of fastify', (request: FastifyRequest) => {
  // What the app said by `setRoute` stays.
  request.raw[REQUEST_ROUTE] ??= request.routeOptions?.url;
});

function onRequest(request: FastifyRequest, _reply: unknown, done: () => void): void {
  noteRoute(request);
  done();
}
