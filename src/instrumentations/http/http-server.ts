import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Config } from '../../config/options.ts';
import { monotonicSeconds } from '../../foundation/clock.ts';
import { errorClass, OTHER } from '../../foundation/error-class.ts';
import { stopAll } from '../../foundation/guard.ts';
import { isUnobserved } from '../../foundation/unobserved.ts';
import type { Meter } from '../../pipeline/meter.ts';
import type { Observer } from '../../pipeline/observer.ts';
import { listenToChannels } from '../channels.ts';
import { watchExpress } from '../routes/express.ts';
import { watchFastify } from '../routes/fastify.ts';
import { createRouteOf } from '../routes/route-of.ts';
import { countBodies } from './body-sizes.ts';
import { connectionOf, type Exchange, knownConnection } from './exchange.ts';
import { methodIndex } from './methods.ts';
import { sentStatus } from './sent-status.ts';
import { ServerMetrics } from './server-metrics.ts';

/** Published by Node for every request but upgrades and CONNECT, which have no response. */
const REQUEST_START = 'http.server.request.start';
/** Published when the last byte of a response was handed to the system: never after an abort. */
const RESPONSE_FINISH = 'http.server.response.finish';

interface ServerMessage {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: Socket & { readonly encrypted?: boolean };
  readonly server: Server;
}

/**
 * Durations and active requests of every `http` and `https` server in the process. A duration ends
 * when the response has been handed to the system, or the connection closed before.
 */
export const httpServerObserver: Observer = {
  name: 'http-server',
  observes: `channels ${REQUEST_START} and ${RESPONSE_FINISH}; routes of Express and Fastify`,
  start(meter, config) {
    const stops = [watchExpress(), watchFastify(), observeServers(meter, config)];
    return () => stopAll(stops);
  },
};

function observeServers(meter: Meter, config: Config): () => void {
  const metrics = new ServerMetrics(meter, config);
  const routeOf = createRouteOf(config.httpRoutes);
  const mayBeOurs = config.appPath !== '';
  let isStopped = false;

  function onCut(exchange: Exchange, socket: Socket): void {
    if (isStopped) return;
    const seconds = monotonicSeconds() - exchange.startedAt;
    const outcome = {
      route: routeOf(exchange.request),
      status: wereHeadersSent(exchange.response) ? sentStatus(exchange.response) : undefined,
      errorType: reasonOf(exchange, socket),
    };
    metrics.cut(exchange, outcome, seconds);
  }

  function onStart({ request, response, socket, server }: ServerMessage): void {
    if (isUnobserved(server) || (mayBeOurs && isUnobserved(request))) return;
    const method = methodIndex(request.method);
    const secure = socket.encrypted ? 1 : 0;
    const startedAt = monotonicSeconds();
    const bodies = config.httpBodySizes ? countBodies(request, response) : undefined;
    connectionOf(socket, onCut).add({ request, response, startedAt, method, secure, bodies });
    metrics.started(method, secure);
  }

  function onFinish({ request, response, socket }: ServerMessage): void {
    const exchange = knownConnection(socket)?.take(response);
    if (exchange === undefined) return;
    // Node before 24 says "finish" of a failed write, too.
    if (socket.errored) onCut(exchange, socket);
    else metrics.finished(exchange, routeOf(request), monotonicSeconds() - exchange.startedAt);
  }

  const stopListening = listenToChannels('http-server', {
    [REQUEST_START]: onStart,
    [RESPONSE_FINISH]: onFinish,
  });
  return () => {
    isStopped = true;
    stopListening();
  };
}

/** A response that waits behind another one (pipelining) has no socket and sent nothing yet. */
function wereHeadersSent(response: ServerResponse): boolean {
  return response.headersSent && response.socket !== null;
}

/** Why a response did not go out: the app's error, or who closed the connection. */
function reasonOf({ request, response }: Exchange, socket: Socket): string {
  const error = response.errored ?? request.errored;
  if (error) return errorClass(error);
  if (response.destroyed) return OTHER;
  // A client that goes away ends its side or breaks the connection; otherwise it was closed here.
  return socket.readableEnded || socket.errored ? 'aborted' : OTHER;
}
