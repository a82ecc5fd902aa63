import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { countIn } from './count-in.ts';

/** A collector in this process that takes everything at once, and looks at nothing. */
export interface Sink extends AsyncDisposable {
  readonly url: string;
  /** Bytes as they came since it was cleared: nothing is inflated. */
  readonly bytes: number;
  /** How often a text stands in what came since it was cleared; inflates it when it's asked. */
  count(text: string): number;
  clear(): void;
}

export async function startSink(): Promise<Sink> {
  let bodies: Buffer[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    bodies.push(Buffer.concat(chunks));
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/metrics`,
    get bytes() {
      return bodies.reduce((sum, { length }) => sum + length, 0);
    },
    count: (text) => bodies.reduce((sum, body) => sum + countIn(gunzipSync(body), text), 0),
    clear() {
      bodies = [];
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}
