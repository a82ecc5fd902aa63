import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { isUnobserved, UNOBSERVED } from '../../foundation/unobserved.ts';
import { listenToChannels } from '../channels.ts';

/** Published by Node right before it emits the request, in the same run of its parser. */
const REQUEST_START = 'http.server.request.start';

/** What `Server` emits with a request that can be answered. */
const ANSWERABLE: readonly unknown[] = ['request', 'checkContinue'];

interface ServerMessage {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly server: Server;
}

type Emit = (event: unknown, ...args: unknown[]) => boolean;

/**
 * Answers GET and HEAD of exactly this path, with any query, on every `http` and `https` server of
 * the process but the agent's own, whoever made it: the app's listeners don't see these requests,
 * nor does whoever measures them. Nothing is patched for others, which cost one comparison. Requests
 * over HTTP/2 have no such channel and go to the app, as do upgrades.
 *
 * To be started before the observer of servers, which leaves out what is marked here.
 */
export function answerAppPath(path: string, answer: RequestListener): () => void {
  if (path === '') return () => {};
  return listenToChannels('app-path', {
    [REQUEST_START]({ request, response, server }: ServerMessage) {
      if (!isAsked(request, path) || isUnobserved(server)) return;
      divert(server, () => answer(request, response));
      Object.assign(request, { [UNOBSERVED]: true });
    },
  });
}

function isAsked({ url = '', method }: IncomingMessage, path: string): boolean {
  if (!url.startsWith(path)) return false;
  if (url.length > path.length && url[path.length] !== '?') return false;
  return method === 'GET' || method === 'HEAD';
}

/**
 * Has the server's next event, which brings the request, call `answer` in the place of listeners.
 * `emit` is the server's again before anything else runs: at that event, or where Node answers by
 * itself (a request without Host) at the end of the parser's run.
 */
function divert(server: Server, answer: () => void): void {
  const own = Object.getOwnPropertyDescriptor(server, 'emit');
  const emit = server.emit as Emit;
  const diverted: Emit = (event, ...args) => {
    restore();
    if (!ANSWERABLE.includes(event)) return Reflect.apply(emit, server, [event, ...args]);
    answer();
    return true;
  };
  const restore = () => {
    if (server.emit !== diverted) return;
    if (own === undefined) Reflect.deleteProperty(server, 'emit');
    else Object.defineProperty(server, 'emit', own);
  };
  Object.defineProperty(server, 'emit', { value: diverted, configurable: true, writable: true });
  queueMicrotask(restore);
}
