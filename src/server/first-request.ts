import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { attempt } from '../foundation/guard.ts';
import { nextTurn } from '../foundation/turns.ts';
import { json, plain } from './answer.ts';

/**
 * A listener that is made for the first request, or `atOnce`: most of what answers take is needed by
 * nobody before. Where it can't be made, only /health is answered, and the next request tries again.
 * Making it takes some milliseconds, so it has a turn of the event loop to itself.
 */
export function madeForRequests(make: () => RequestListener, atOnce: boolean): RequestListener {
  const tryToMake = () => attempt('endpoint_error', 'making the answers of the endpoint', make);
  let listener = atOnce ? tryToMake() : undefined;

  async function makeAndAnswer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await nextTurn();
    listener ??= tryToMake();
    await nextTurn();
    if (listener === undefined) answerWithoutListener(request, response);
    else listener(request, response);
  }

  return (request, response) => {
    if (listener !== undefined) listener(request, response);
    else makeAndAnswer(request, response).catch(() => response.destroy());
  };
}

/**
 * An app is up even where files of the package are gone: a probe must not have it restarted for
 * that. Nothing has looked at the host of the request, so which process this is stays unsaid.
 */
function answerWithoutListener({ url = '' }: IncomingMessage, response: ServerResponse): void {
  const { status, contentType, body } = /^\/health(?:\?|$)/.test(url)
    ? json({ status: 'up' })
    : plain(500, 'The metrics cannot be served: the log of the app says why.');
  response.writeHead(status, { 'Content-Type': contentType }).end(body);
}
