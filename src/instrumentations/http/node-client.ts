import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import type { Config } from '../../config/options.ts';
import { errorCodeOrClass } from '../../foundation/error-class.ts';
import { guarded } from '../../foundation/guard.ts';
import { isUnobserved } from '../../foundation/unobserved.ts';
import type { Meter } from '../../pipeline/meter.ts';
import { listenToChannels } from '../channels.ts';
import { ClientMetrics, type ObservedCall } from './client-metrics.ts';
import { type Origin, toOrigin, toSocketOrigin } from './origin.ts';

/** `request()` was called; `http.client.request.start` comes only when its body has been sent. */
const REQUEST_CREATED = 'http.client.request.created';
/** The response's headers are in, whatever the name says; its body may still come. */
const RESPONSE_HEADERS = 'http.client.response.finish';
const REQUEST_ERROR = 'http.client.request.error';

interface ObservedRequest extends ClientRequest, ObservedCall {
  readonly method: string;
  /** In the place of host and port. */
  readonly socketPath?: string | null;
  readonly agent?: Agent;
}

interface RequestMessage {
  readonly request: ObservedRequest;
  readonly error?: unknown;
}

interface HeadersMessage extends RequestMessage {
  readonly response: IncomingMessage;
}

interface ObservedResponse extends IncomingMessage {
  readonly req: ObservedRequest;
}

/**
 * Calls through `node:http` and `node:https`, from `request()` to the last byte of the response.
 * An upgrade has no response, and the deprecated `abort()` tells nobody: neither is counted. Nor is
 * what an agent of ours sends.
 */
export function observeNodeClient(meter: Meter, config: Config): () => void {
  const metrics = new ClientMetrics(originOf, meter, config);

  const onClosed = guarded('observer_error', 'http-client', (response: ObservedResponse) => {
    metrics.ended(response.req, response.complete ? undefined : errorCodeOrClass(response.errored));
  });

  function onClose(this: IncomingMessage): void {
    onClosed(this as ObservedResponse);
  }

  return listenToChannels('http-client', {
    [REQUEST_CREATED]({ request }: RequestMessage) {
      if (!isUnobserved(request.agent)) metrics.started(request);
    },
    [RESPONSE_HEADERS]: ({ request, response }: HeadersMessage) => {
      metrics.answered(request, response.statusCode);
      response.on('close', onClose);
    },
    [REQUEST_ERROR]: ({ request, error }: RequestMessage) =>
      metrics.ended(request, errorCodeOrClass(error)),
  });
}

const PORT = /:(\d+)$/;

/**
 * The request keeps its host, but its port only in the `Host` header that Node wrote. An app that
 * writes a `Host` of its own is asked for the port of its connection.
 */
function originOf(request: ObservedRequest): Origin {
  const scheme = request.protocol === 'https:' ? 'https' : 'http';
  if (request.socketPath) return toSocketOrigin(scheme, request.socketPath);
  const header = String(request.getHeader('host') ?? '');
  const port = PORT.exec(header)?.[1];
  const name = port === undefined ? header : header.slice(0, -port.length - 1);
  const isOwn = name === request.host || name === `[${request.host}]`;
  if (!isOwn) return toOrigin(scheme, request.host, request.socket?.remotePort);
  return toOrigin(scheme, request.host, port === undefined ? undefined : Number(port));
}
