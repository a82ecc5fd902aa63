import type { Agent, ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { UNOBSERVED } from '../../foundation/unobserved.ts';
import type { Credentials } from './credentials.ts';

/**
 * How long an unused connection is kept, for the next part of a push. Collectors close theirs after a
 * minute or so, which is when the next push begins: it would be lost in a connection that is closing.
 */
const IDLE_MS = 5_000;

export interface QuietAgentOptions {
  readonly isSecure: boolean;
  readonly credentials: Credentials;
  /** Is shown each request before it is sent. */
  readonly onRequest: (request: ClientRequest) => void;
}

/** What an agent is asked for by `http.request()`. */
interface Asked {
  addRequest(request: ClientRequest, ...rest: unknown[]): void;
}

/**
 * An agent with one connection that never keeps the process alive, not even with a request under way,
 * and whose requests are not measured. Loads `node:http`.
 */
export function createQuietAgent({ isSecure, credentials, onRequest }: QuietAgentOptions): Agent {
  const agent = isSecure
    ? new (process.getBuiltinModule('node:https').Agent)({ ...SETTINGS, ...credentials })
    : new (process.getBuiltinModule('node:http').Agent)(SETTINGS);
  const { createConnection, reuseSocket } = agent;
  const { addRequest } = agent as unknown as Asked;
  return Object.assign(agent, {
    [UNOBSERVED]: true,
    addRequest(request: ClientRequest, ...rest: unknown[]) {
      onRequest(request);
      Reflect.apply(addRequest, agent, [request, ...rest]);
    },
    createConnection(options: object, ...rest: unknown[]) {
      // The time of an unused connection is none for one that is made.
      const args = [{ ...options, timeout: undefined }, ...rest];
      const socket = Reflect.apply(createConnection, agent, args) as Socket;
      // Where a host has many addresses each one is tried with another handle.
      return socket.on('connectionAttempt', () => socket.unref());
    },
    reuseSocket(socket: Duplex, request: ClientRequest) {
      Reflect.apply(reuseSocket, agent, [socket, request]);
      (socket as Socket).unref();
    },
  });
}

const SETTINGS = { keepAlive: true, maxSockets: 1, timeout: IDLE_MS } as const;
