import type { RequestListener, Server } from 'node:http';
import type { Socket } from 'node:net';
import { UNOBSERVED } from '../foundation/unobserved.ts';
import { Connections } from './connections.ts';

/** Bounds that no client can pass, however slow or hostile. */
const LIMITS = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 16 * 1024,
  /** Above the usual scrape intervals (15 s, 30 s, 60 s), so that a scraper's connection is kept. */
  keepAliveTimeout: 65_000,
  /** The host's --insecure-http-parser is not for this server. */
  insecureHTTPParser: false,
};

export type CreateServer = () => Server;

/**
 * What makes the endpoint's servers, one for each address; the connection limit is for all of them
 * together. Neither they nor their connections keep the process alive.
 */
export function serverFactory(listener: RequestListener): CreateServer {
  const { createServer } = process.getBuiltinModule('node:http');
  const connections = new Connections();
  return () => {
    const server = createServer(LIMITS, (request, response) => {
      connections.hold(response);
      listener(request, response);
    });
    server.on('connection', (socket: Socket) => {
      socket.unref();
      connections.admit(socket);
    });
    return Object.assign(server, { [UNOBSERVED]: true });
  };
}
