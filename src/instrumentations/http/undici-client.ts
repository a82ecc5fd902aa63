import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Config } from '../../config/options.ts';
import { guarded } from '../../foundation/guard.ts';
import type { Meter } from '../../pipeline/meter.ts';
import { errorCodeOrClass } from '../error-class.ts';
import { ClientMetrics, type ObservedCall } from './client-metrics.ts';
import { type Origin, parseOrigin } from './origin.ts';

/** What undici tells of a request; the same object in all messages. */
interface UndiciRequest extends ObservedCall {
  readonly origin?: string | URL | undefined;
}

interface UndiciMessage {
  readonly request: UndiciRequest;
  readonly response: { readonly statusCode: number };
  readonly error: unknown;
}

/**
 * Calls through `fetch` and undici, from the request to the last byte of the response. Each
 * redirect is a call of its own, as it is for the server.
 */
export function observeUndici(meter: Meter, config: Config): () => void {
  const metrics = new ClientMetrics(originOf, meter, config);
  const listeners: Readonly<Record<string, (message: UndiciMessage) => void>> = {
    'undici:request:create': ({ request }) => metrics.started(request),
    'undici:request:headers': ({ request, response }) =>
      metrics.answered(request, response.statusCode),
    'undici:request:trailers': ({ request }) => metrics.ended(request),
    'undici:request:error': ({ request, error }) => metrics.ended(request, errorCodeOrClass(error)),
  };
  const subscriptions = Object.entries(listeners).map(
    ([channel, listener]) =>
      [channel, guarded('observer_error', 'http-client', listener as () => void)] as const,
  );
  for (const [channel, listener] of subscriptions) subscribe(channel, listener);
  return () => {
    for (const [channel, listener] of subscriptions) unsubscribe(channel, listener);
  };
}

function originOf({ origin }: UndiciRequest): Origin | undefined {
  return parseOrigin(typeof origin === 'string' ? origin : String(origin?.origin));
}
