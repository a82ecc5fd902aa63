import { once } from 'node:events';
import {
  createServer,
  type ServerOptions as PlainOptions,
  type RequestListener,
  type Server,
} from 'node:http';
import { createServer as createSecureServer, type ServerOptions } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';

/** TLS by a shared key: it needs no certificate. */
const SHARED_KEY = {
  ciphers: 'PSK-AES128-GCM-SHA256',
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.2',
} as const;
const KEY = Buffer.alloc(16, 7);

/** Options of a client that knows the key. */
export const SECURE_CLIENT = {
  ...SHARED_KEY,
  host: '127.0.0.1',
  pskCallback: () => ({ psk: KEY, identity: 'test' }),
  checkServerIdentity: () => undefined,
};

export interface TestServer {
  readonly server: Server;
  readonly port: number;
  readonly url: string;
  close(): Promise<void>;
}

/** An `http` or `https` server on a free port of the loopback. */
export async function serve(
  listener: RequestListener,
  { secure = false, ...options }: PlainOptions & { readonly secure?: boolean } = {},
): Promise<TestServer> {
  const server = secure
    ? createSecureServer({ ...SHARED_KEY, pskCallback: () => KEY } as ServerOptions, listener)
    : createServer(options, listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    server,
    port,
    url: `${secure ? 'https' : 'http'}://127.0.0.1:${port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A connection whose errors are nobody's business. */
export async function open(port: number, { secure = false } = {}): Promise<Socket> {
  const socket = secure ? connectSecurely({ ...SECURE_CLIENT, port }) : connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, secure ? 'secureConnect' : 'connect');
  return socket;
}

/** Sends bytes as they are, and answers with all that came back until the server closed. */
export async function talk(port: number, text: string, options = {}): Promise<string> {
  const socket = await open(port, options);
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk;
  });
  socket.write(text);
  await once(socket, 'close');
  return answer;
}

/** A request in HTTP/1.1 that asks the server to close afterwards. */
export function lastRequest(line: string, headers = '', body = ''): string {
  return `${line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${headers}\r\n${body}`;
}
