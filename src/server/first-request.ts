import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { attempt } from '../foundation/guard.ts';
import { nextTurn } from '../foundation/turns.ts';

/**
 * A listener that is made for the first request, or `atOnce`: most of what answers take is needed by
 * nobody before. Where it can't be made requests are answered with 500, and the next one tries again.
 * Making it takes some milliseconds, so it has a turn of the event loop to itself.
 */
export function madeForRequests(make: () => RequestListener, atOnce: boolean): RequestListener {
  const tryToMake = () => attempt('endpoint_error', 'making the answers of the endpoint', make);
  let listener = atOnce ? tryToMake() : undefined;

  async function makeAndAnswer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await nextTurn();
    listener ??= tryToMake();
    await nextTurn();
    if (listener === undefined) response.writeHead(500).end();
    else listener(request, response);
  }

  return (request, response) => {
    if (listener !== undefined) listener(request, response);
    else makeAndAnswer(request, response).catch(() => response.destroy());
  };
}
