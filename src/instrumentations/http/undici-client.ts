import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Config } from '../../config/options.ts';
import { monotonicSeconds } from '../../foundation/clock.ts';
import { guarded } from '../../foundation/guard.ts';
import type { Meter } from '../../pipeline/meter.ts';
import { ClientMetrics } from './client-metrics.ts';
import { errorCodeOrClass } from './error-type.ts';
import { parseOrigin } from './origin.ts';

/** Monotonic seconds at the start; gone once the end was counted. */
const STARTED = Symbol('http-client started');
const STATUS = Symbol('http-client status');

/** What undici tells of a request; the same object in all messages. */
interface UndiciRequest {
  readonly origin?: string | URL | undefined;
  readonly method?: string;
  [STARTED]?: number | undefined;
  [STATUS]?: number;
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
  const metrics = new ClientMetrics(meter, config);

  function settle(request: UndiciRequest, errorType?: string): void {
    const startedAt = request[STARTED];
    if (startedAt === undefined) return;
    request[STARTED] = undefined;
    const origin = parseOrigin(originText(request));
    if (origin === undefined) return;
    const call = { origin, method: request.method, status: request[STATUS] };
    const seconds = monotonicSeconds() - startedAt;
    metrics.ended(errorType === undefined ? call : { ...call, errorType }, seconds);
  }

  const listeners: Readonly<Record<string, (message: UndiciMessage) => void>> = {
    'undici:request:create': ({ request }) => {
      request[STARTED] = monotonicSeconds();
    },
    'undici:request:headers': ({ request, response }) => {
      request[STATUS] = response.statusCode;
    },
    'undici:request:trailers': ({ request }) => settle(request),
    'undici:request:error': ({ request, error }) => settle(request, errorCodeOrClass(error)),
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

function originText({ origin }: UndiciRequest): string {
  return typeof origin === 'string' ? origin : String(origin?.origin);
}
