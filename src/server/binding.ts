import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { reportFault } from '../foundation/guard.ts';
import type { Address } from './address.ts';
import { isLoopbackAddress } from './loopback.ts';
import { mayUseNetwork } from './network-permission.ts';
import type { CreateServer } from './server-factory.ts';
import { errorCode } from './system-error.ts';

/** Open listeners: one, or two where `localhost` means both loopback addresses. */
export interface Binding {
  readonly port: number;
  /** Whether only this machine can connect. */
  readonly onLoopback: boolean;
  /** Closes the listeners and every connection. */
  close(): void;
}

/** How often a port that the system chose for 127.0.0.1 may turn out to be taken on ::1. */
const PORT_CHOICES = 5;
/** What the system says to ::1 where it has no IPv6. */
const WITHOUT_IPV6 = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'];

/** Listens on a host's addresses; rejects with the system's error, nothing left open. */
export async function bind({ host, port }: Address, create: CreateServer): Promise<Binding> {
  // Node's own error for it, which it would throw where nobody can catch it.
  if (!mayUseNetwork()) throw Object.assign(new Error('no network'), { code: 'ERR_ACCESS_DENIED' });
  if (host !== 'localhost') return bindingOf([await listen({ host, port }, create)]);
  for (let choice = 1; ; choice++) {
    const first = await listen({ host: '127.0.0.1', port }, create);
    try {
      const second = await listen({ host: '::1', port: addressOf(first).port }, create);
      return bindingOf([first, second]);
    } catch (error) {
      if (WITHOUT_IPV6.includes(errorCode(error))) return bindingOf([first]);
      first.close();
      if (port !== 0 || choice === PORT_CHOICES) throw error;
    }
  }
}

function listen({ host, port }: Address, create: CreateServer): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = create();
    server.once('error', reject);
    server.once('listening', () => {
      server.off('error', reject);
      server.on('error', (error) => reportFault('endpoint_error', 'the metrics endpoint', error));
      resolve(server);
    });
    // Exclusive: in a cluster worker the primary would otherwise share one listener among workers.
    server.listen({ host, port, exclusive: true }).unref();
  });
}

function bindingOf(servers: readonly [Server, ...Server[]]): Binding {
  const addresses = servers.map(addressOf);
  return {
    port: addressOf(servers[0]).port,
    onLoopback: addresses.every(({ address }) => isLoopbackAddress(address)),
    close() {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

/** A TCP listener's address; only pipes have another kind. */
function addressOf(server: Server): AddressInfo {
  return server.address() as AddressInfo;
}
