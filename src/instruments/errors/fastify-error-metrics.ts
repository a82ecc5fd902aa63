import { attempt } from '../../foundation/guard.ts';
import { componentOf, countFailedRequest, type ErrorMetricsOptions } from './request-errors.ts';

/** A plugin as Fastify takes it. */
export type FastifyErrorPlugin = (
  fastify: object,
  options: ErrorMetricsOptions,
  done: (error?: Error) => void,
) => void;

interface FastifyInstance {
  addHook(name: 'onError', hook: OnError): void;
}

// biome-ignore lint/complexity/useMaxParams: as Fastify calls it.
type OnError = (
  request: FastifyRequest,
  reply: { readonly statusCode?: unknown },
  error: unknown,
  done: () => void,
) => void;

interface FastifyRequest {
  readonly method?: unknown;
  readonly routeOptions?: { readonly url?: unknown };
}

/**
 * A plugin for Fastify that counts the errors of requests, as `expressErrorMetrics` does: of all
 * routes that are registered after it on the same instance and in it. The component is `fastify`
 * unless said otherwise.
 *
 * Never throws in a request. Costs nothing where nothing fails.
 *
 * @throws MetricsError `ACME_METRICS_INVALID_OPTION`, by `register`.
 * @example await app.register(fastifyErrorMetrics, { component: 'shop' });
 */
export const fastifyErrorMetrics: FastifyErrorPlugin = Object.assign(
  function fastifyErrorMetrics(
    fastify: object,
    options: ErrorMetricsOptions,
    done: (error?: Error) => void,
  ): void {
    let component: string;
    try {
      component = componentOf(options, 'fastify');
    } catch (error) {
      done(error as Error);
      return;
    }
    (fastify as FastifyInstance).addHook('onError', createHook(component));
    done();
  },
  {
    // Of the instance that it is registered on, not of one of its own.
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: 'acme-otel-metrics-errors',
  },
);

function createHook(component: string): OnError {
  // biome-ignore lint/complexity/useMaxParams: as Fastify calls it.
  return function countErrors(request, reply, error, done) {
    attempt('observer_error', 'fastifyErrorMetrics', () =>
      countFailedRequest({
        ...{ request, error, component },
        method: request.method,
        route: request.routeOptions?.url,
        responseStatus: reply.statusCode,
      }),
    );
    done();
  };
}
