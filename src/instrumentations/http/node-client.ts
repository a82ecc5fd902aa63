import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Config } from '../../config/options.ts';
import { guarded } from '../../foundation/guard.ts';
import type { Meter } from '../../pipeline/meter.ts';
import { errorCodeOrClass } from '../error-class.ts';
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
}

interface HeadersMessage {
  readonly request: ObservedRequest;
  readonly response: IncomingMessage;
}

interface ObservedResponse extends IncomingMessage {
  readonly req: ObservedRequest;
}

/**
 * Calls through `node:http` and `node:https`, from `request()` to the last byte of the response.
 * An upgrade has no response, and the deprecated `abort()` tells nobody: neither is counted.
 */
export function observeNodeClient(meter: Meter, config: Config): () => void {
  const metrics = new ClientMetrics(originOf, meter, config);

  const onCreated = guarded('observer_error', 'http-client', (message: unknown) => {
    metrics.started((message as { request: ObservedRequest }).request);
  });

  const onHeaders = guarded('observer_error', 'http-client', (message: unknown) => {
    const { request, response } = message as HeadersMessage;
    metrics.answered(request, response.statusCode);
    response.on('close', onClose);
  });

  const onClosed = guarded('observer_error', 'http-client', (response: ObservedResponse) => {
    metrics.ended(response.req, response.complete ? undefined : errorCodeOrClass(response.errored));
  });

  function onClose(this: IncomingMessage): void {
    onClosed(this as ObservedResponse);
  }

  const onError = guarded('observer_error', 'http-client', (message: unknown) => {
    const { request, error } = message as { request: ObservedRequest; error: unknown };
    metrics.ended(request, errorCodeOrClass(error));
  });

  const subscriptions = [
    [REQUEST_CREATED, onCreated],
    [RESPONSE_HEADERS, onHeaders],
    [REQUEST_ERROR, onError],
  ] as const;
  for (const [channel, listener] of subscriptions) subscribe(channel, listener);
  return () => {
    for (const [channel, listener] of subscriptions) unsubscribe(channel, listener);
  };
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
