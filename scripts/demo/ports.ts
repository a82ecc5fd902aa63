import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** Both loopback addresses: `localhost` means whichever the client tries first. */
const LOOPBACKS = ['127.0.0.1', '::1'];
/** This machine doesn't have the address (IPv6 is off), so nothing can hold the port there. */
const NO_SUCH_ADDRESS = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'];

/** `preferred` where nothing listens on it, else a port that the system chooses. */
export async function freePort(preferred: number): Promise<number> {
  const free = await Promise.all(LOOPBACKS.map((host) => canListen(host, preferred)));
  return free.every(Boolean) ? preferred : portAt('127.0.0.1', 0);
}

async function canListen(host: string, port: number): Promise<boolean> {
  try {
    await portAt(host, port);
    return true;
  } catch (error) {
    return NO_SUCH_ADDRESS.includes((error as NodeJS.ErrnoException).code ?? '');
  }
}

/** Takes a port and gives it back: `0` is one of the system's choice. Throws where it is in use. */
export async function portAt(host: string, port: number): Promise<number> {
  const server = createServer().listen(port, host);
  await once(server, 'listening');
  const chosen = (server.address() as AddressInfo).port;
  server.close();
  await once(server, 'close');
  return chosen;
}
