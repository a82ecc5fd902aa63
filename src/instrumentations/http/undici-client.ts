import type { Config } from '../../config/options.ts';
import { errorCodeOrClass } from '../../foundation/error-class.ts';
import type { Meter } from '../../pipeline/meter.ts';
import { listenToChannels } from '../channels.ts';
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
  return listenToChannels('http-client', {
    'undici:request:create': ({ request }: UndiciMessage) => metrics.started(request),
    'undici:request:headers': ({ request, response }: UndiciMessage) =>
      metrics.answered(request, response.statusCode),
    'undici:request:trailers': ({ request }: UndiciMessage) => metrics.ended(request),
    'undici:request:error': ({ request, error }: UndiciMessage) =>
      metrics.ended(request, errorCodeOrClass(error)),
  });
}

function originOf({ origin }: UndiciRequest): Origin | undefined {
  return parseOrigin(typeof origin === 'string' ? origin : String(origin?.origin));
}
