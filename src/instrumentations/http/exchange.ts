import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { attempt } from '../../foundation/guard.ts';
import type { BodySizes } from './body-sizes.ts';

/** A request that has come in, and its response, which has not ended yet. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Monotonic seconds. */
  readonly startedAt: number;
  /** Index in `METHODS` of the method that came in: an app may change `request.method`. */
  readonly method: number;
  readonly secure: 0 | 1;
  /** Absent where sizes are not asked for. */
  readonly bodies?: BodySizes | undefined;
}

const CONNECTION = Symbol('http-server connection');

interface ObservedSocket extends Socket {
  [CONNECTION]?: Connection;
}

/** Told of an exchange whose connection closed before its response was out. */
export type OnCut = (exchange: Exchange, socket: Socket) => void;

/**
 * The unfinished exchanges of a connection: none or one, more only under pipelining. An exchange
 * is taken out once, by whoever sees its end first; that is why nothing is counted twice.
 */
export class Connection {
  readonly onCut: OnCut;
  readonly #exchanges: Exchange[] = [];

  constructor(onCut: OnCut) {
    this.onCut = onCut;
  }

  add(exchange: Exchange): void {
    this.#exchanges.push(exchange);
  }

  /** Takes out the exchange of a response; `undefined` where it has ended already. */
  take(response: ServerResponse): Exchange | undefined {
    if (this.#exchanges[0]?.response === response) return this.#exchanges.shift();
    const index = this.#exchanges.findIndex((exchange) => exchange.response === response);
    return index < 0 ? undefined : this.#exchanges.splice(index, 1)[0];
  }

  cut(socket: Socket): void {
    for (const exchange of this.#exchanges.splice(0)) this.onCut(exchange, socket);
  }
}

/** The connection of a socket, begun by its first request: one listener for all that follow. */
export function connectionOf(socket: Socket, onCut: OnCut): Connection {
  const known = (socket as ObservedSocket)[CONNECTION];
  if (known?.onCut === onCut) return known;
  const connection = new Connection(onCut);
  (socket as ObservedSocket)[CONNECTION] = connection;
  // Node destroys the responses in a listener of its own; ours has to see them as the app left them.
  if (known === undefined) socket.prependListener('close', onClose);
  return connection;
}

/** The connection of a socket, if a request on it was observed. */
export function knownConnection(socket: Socket): Connection | undefined {
  return (socket as ObservedSocket)[CONNECTION];
}

function onClose(this: ObservedSocket): void {
  attempt('observer_error', 'http-server', () => this[CONNECTION]?.cut(this));
}
