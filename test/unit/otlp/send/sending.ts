import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import type { AddressInfo, Server, Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach } from 'vitest';
import { loadConfig } from '../../../../src/config/load.ts';
import type { MetricsOptions, OtlpProtocol } from '../../../../src/config/metrics-options.ts';
import type { Config } from '../../../../src/config/options.ts';

/** The configuration of an app that sets no more than this. */
export function configOf(code: MetricsOptions): Config {
  return loadConfig({ env: {}, code }).config;
}

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** What is to be closed at the end of the test. */
export function closeLater(close: () => Promise<unknown>): void {
  closing.push(close);
}

/** A server on a free loopback port, gone with the test; its port. */
export async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  const note = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  };
  server.on('connection', note).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closeLater(async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  return (server.address() as AddressInfo).port;
}

/** An answer to requests whose bodies have been read. */
export function afterBody(answer: RequestListener): RequestListener {
  return (request, response) => {
    request.resume().on('end', () => answer(request, response));
  };
}

const COLLECTOR = join(import.meta.dirname, 'collector-app.ts');

export interface CollectorProcess {
  readonly url: string;
  /** What it has accepted so far. */
  accepted(): Promise<readonly { readonly headers: Record<string, string> }[]>;
}

/** A collector that goes on while this process is blocked, gone with the test. */
export async function startCollector(
  protocol: OtlpProtocol,
  tls?: { readonly key: string; readonly cert: string },
): Promise<CollectorProcess> {
  const files = tls === undefined ? [] : [tls.key, tls.cert];
  const child = spawn(process.execPath, [COLLECTOR, protocol, ...files], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const nextLine = async () => (await lines.next()).value as string;
  closeLater(async () => {
    const exited = once(child, 'exit');
    child.stdin.end();
    await exited;
  });
  return {
    url: await nextLine(),
    async accepted() {
      child.stdin.write('?');
      return JSON.parse(await nextLine());
    },
  };
}
