import type { Socket } from 'node:net';
import { json } from '../answer.ts';
import { isLoopbackAddress } from '../loopback.ts';
import { ownIdentity } from '../process-identity.ts';
import type { Route } from '../route.ts';

/** Liveness, for probes; on the same machine also whose endpoint it is (see port-holder.ts). */
export function healthRoute(): Route {
  return {
    path: '/health',
    summary: 'Whether the endpoint is up.',
    audience: 'anyone',
    answer: ({ socket }) => json({ status: 'up', ...(isFromHere(socket) && ownIdentity()) }),
  };
}

/** Whether the client is on this machine: on loopback, or at the very address that it called. */
function isFromHere({ remoteAddress, localAddress }: Socket): boolean {
  return isLoopbackAddress(remoteAddress) || remoteAddress === localAddress;
}
