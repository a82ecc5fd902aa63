import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { decodeJsonRequest, decodeMetricsRequest } from './decode.ts';
import type { ReceivedRequest } from './received.ts';
import { type OtlpReceiver, type ReceiverOptions, Traffic } from './traffic.ts';

export { decodeJsonRequest, decodeMetricsRequest } from './decode.ts';
export type * from './received.ts';
export type { OtlpReceiver, ReceiverMode, ReceiverOptions } from './traffic.ts';

const DECODERS: Record<string, (body: Buffer) => ReturnType<typeof decodeMetricsRequest>> = {
  'application/x-protobuf': decodeMetricsRequest,
  'application/json': (body) => decodeJsonRequest(body.toString()),
};

/** A collector for OTLP over HTTP, in protobuf and in JSON, at any path of a loopback port. */
export async function startOtlpReceiver(options: ReceiverOptions = {}): Promise<OtlpReceiver> {
  const receiver = new HttpReceiver(options);
  await receiver.listen(options.port ?? 0);
  return receiver;
}

class HttpReceiver extends Traffic implements OtlpReceiver {
  readonly #server: http.Server;

  constructor(options: ReceiverOptions) {
    super(options);
    const { tls } = options;
    this.#server = tls === undefined ? http.createServer() : https.createServer(tls);
    this.#server.on('request', (request, response) => void this.#take(request, response));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async listen(port: number): Promise<void> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #take(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    response.on('close', this.begin());
    const { mode } = this;
    let received: ReceivedRequest;
    try {
      received = read(request, await buffer(request));
    } catch (error) {
      response.writeHead(400).end(this.fault(error));
      return;
    }
    if (mode === 'black-hole') return;
    if (mode === 'garbage') {
      request.socket.end('this is no HTTP\r\n\r\n');
      return;
    }
    if (mode === 'slow') await wait(this.slowMs);
    if (response.destroyed) return;
    const { status, retryAfter } = typeof mode === 'object' ? mode : { status: 200 };
    if (status < 300) this.requests.push({ ...received, timeMs: Date.now() });
    if (mode === 'silent') return;
    if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
    response.writeHead(status, { 'content-type': received.contentType });
    response.end(status < 300 && received.contentType === 'application/json' ? '{}' : undefined);
  }
}

function read(request: http.IncomingMessage, body: Buffer): ReceivedRequest {
  const { headers, method, url: path = '' } = request;
  const contentType = headers['content-type'] ?? '';
  const decode = DECODERS[contentType];
  if (method !== 'POST' || decode === undefined) throw new Error(`${method} of ${contentType}`);
  const plain = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
  return { headers, path, contentType, bytes: plain.length, timeMs: Date.now(), ...decode(plain) };
}
