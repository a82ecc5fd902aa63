import type {
  IncomingHttpHeaders,
  IncomingMessage,
  RequestListener,
  ServerResponse,
} from 'node:http';
import { reportFault } from '../foundation/guard.ts';
import { type Access, notFound } from './access.ts';
import { type Answer, plain } from './answer.ts';
import { targetOf } from './authority.ts';
import { Places } from './places.ts';
import { type Match, methodsOf } from './route.ts';
import { send } from './send.ts';
import { errorCode } from './system-error.ts';

const RETRY_AFTER_SECONDS = '1';

/** How a connection that its client has left shows itself to who writes to it. */
const CLIENT_LEFT = ['ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED', 'ECONNRESET', 'EPIPE'];

export interface ListenerOptions {
  /** What answers a request of this path, method and these headers. */
  readonly find: (path: string, method: string, headers: IncomingHttpHeaders) => Match | undefined;
  readonly access: Access;
  /** Whether the endpoint is bound to loopback only. */
  onLoopback(): boolean;
}

/** A request's way: what it is for, whether it may, the route's answer, the bytes. Never throws. */
export function createListener({ find, access, onLoopback }: ListenerOptions): RequestListener {
  const places = new Places();

  async function answerTo(request: IncomingMessage, response: ServerResponse): Promise<Answer> {
    const target = targetOf(request);
    if (target === undefined) return plain(400, 'The host of the request is malformed.');
    const { headers, method = '' } = request;
    const match = find(target.path, method, headers);
    const route = match?.route;
    const visit = { method, headers, host: target.host, audience: route?.audience };
    const refusal = await access({ ...visit, onLoopback: onLoopback() });
    if (refusal !== undefined) return refusal;
    if (route === undefined) return notFound();
    const allowed = methodsOf(route);
    if (!allowed.includes(method))
      return plain(405, 'Not allowed here.', { Allow: allowed.join(', ') });
    if (!places.take(response, route.audience)) return busy();
    return route.answer(request, match?.name);
  }

  return (request, response) => {
    answerTo(request, response)
      .then((answer) => send(request, response, answer))
      .catch((error) => fail(request, response, error))
      .catch(() => response.destroy())
      .finally(() => places.leave(response));
  };
}

function busy(): Answer {
  return plain(503, 'Too many requests at once.', { 'Retry-After': RETRY_AFTER_SECONDS });
}

/** A failure before the first byte is said with a 500; after it, only a cut connection says it. */
async function fail(
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
): Promise<void> {
  if (CLIENT_LEFT.includes(errorCode(error))) return;
  reportFault('endpoint_error', 'an answer of the metrics endpoint', error);
  if (response.headersSent) response.destroy();
  else await send(request, response, plain(500, 'The answer could not be made.'));
}
