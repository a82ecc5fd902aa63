import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { attempt } from '../foundation/guard.ts';
import { processMetrics } from '../pipeline/process-metrics.ts';
import { madeForRequests } from '../server/first-request.ts';
import { refusing } from '../server/refusal.ts';
import { idlenessOf } from './idle.ts';
import { wayOut } from './lazy-way-out.ts';
import { selfMetrics } from './process-store.ts';
import { runningAgent } from './registry.ts';

/** Fastify's request, as far as it matters here. */
interface RawRequest {
  readonly raw: IncomingMessage;
}

/** Fastify's reply, as far as it matters here. */
interface RawReply {
  readonly raw: ServerResponse;
  hijack(): unknown;
}

/** Takes what `node:http` and Express call their listeners and handlers with, or Fastify its own. */
export type MetricsHandler = (
  request: IncomingMessage | RawRequest,
  response: ServerResponse | RawReply,
) => void;

/**
 * A handler that answers GET and HEAD with the metrics page, at whatever path it is mounted, for
 * services whose only port is the app's. Formats, compression, `?name[]=` and the bearer token are
 * those of the endpoint; without a token, whoever reaches the app reads the page. The app's own
 * routes and limits hold for it as for any handler, and it is measured like one.
 *
 * It asks the agent that runs at that moment, of whichever copy of the package, and shares its
 * collections. Where none runs, the page has what the app's instruments have measured, and no port
 * is opened. Turned off by `enabled` it says 404, in a worker 503. It never throws.
 *
 * @example
 * app.get('/metrics', metricsHandler()); // Express
 * fastify.get('/metrics', metricsHandler());
 * createServer(metricsHandler()).listen(9100);
 */
export function metricsHandler(): MetricsHandler {
  return (request, response) => {
    attempt('endpoint_error', 'metricsHandler', () => {
      const answer = runningAgent()?.answer ?? answerWithoutAgent;
      if (!('hijack' in response)) return answer(request as IncomingMessage, response);
      // From here on Fastify leaves the response alone.
      response.hijack();
      answer((request as RawRequest).raw, response.raw);
    });
  };
}

const answerWithoutAgent = madeForRequests((): RequestListener => {
  const metrics = processMetrics();
  const { config } = metrics;
  const idleness = idlenessOf(config);
  if (idleness !== undefined) return refusing(idleness.status, idleness.reason);
  const { scrapeDuration } = selfMetrics(metrics);
  return wayOut({ config, metrics, scrapeDuration })().answers.app;
}, false);
