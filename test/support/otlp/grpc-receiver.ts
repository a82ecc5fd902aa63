import { once } from 'node:events';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type {
  Metadata,
  Server,
  ServerCredentials,
  ServerUnaryCall,
  sendUnaryData,
} from '@grpc/grpc-js';
import protobuf from 'protobufjs';
import { decodeMetricsRequest } from './decode.ts';
import { type OtlpReceiver, type ReceiverOptions, Traffic } from './traffic.ts';

/** The gRPC of the exporter that an app would have installed for it. */
const grpc: typeof import('@grpc/grpc-js') = createRequire(
  createRequire(import.meta.url).resolve('@opentelemetry/exporter-metrics-otlp-grpc'),
)('@grpc/grpc-js');

type ConnectionInjector = ReturnType<Server['createConnectionInjector']>;

const PATH = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export';
const METHOD = {
  path: PATH,
  requestStream: false,
  responseStream: false,
  requestSerialize: bytes,
  requestDeserialize: bytes,
  responseSerialize: bytes,
  responseDeserialize: bytes,
};

/** A response in which nothing is said to have been rejected: a message without fields. */
const SUCCESS = Buffer.alloc(0);
const GARBAGE = 'these are no frames of HTTP/2';

/** A collector for OTLP over gRPC on a loopback port. */
export async function startGrpcReceiver(options: ReceiverOptions = {}): Promise<OtlpReceiver> {
  const receiver = new GrpcReceiver(options);
  await receiver.listen(options.port ?? 0);
  return receiver;
}

class GrpcReceiver extends Traffic implements OtlpReceiver {
  readonly #grpc = new grpc.Server();
  readonly #server = createServer((socket) => this.#join(socket));
  readonly #sockets = new Set<Socket>();
  readonly #connections: ConnectionInjector;

  constructor(options: ReceiverOptions) {
    super(options);
    this.#connections = this.#grpc.createConnectionInjector(credentialsOf(options.tls));
    this.#grpc.addService({ Export: METHOD }, { Export: this.#take.bind(this) });
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
    this.#grpc.forceShutdown();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #join(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
    this.#connections.injectConnection(socket);
  }

  async #take(call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>): Promise<void> {
    const end = this.begin();
    const reply: typeof answer = (...result) => {
      end();
      answer(...result);
    };
    call.once('cancelled', end);
    const { mode } = this;
    let content: ReturnType<typeof decodeMetricsRequest>;
    try {
      content = decodeMetricsRequest(call.request);
    } catch (error) {
      reply({ code: grpc.status.INVALID_ARGUMENT, details: this.fault(error) });
      return;
    }
    if (mode === 'black-hole') return;
    if (mode === 'slow') await wait(this.slowMs);
    if (call.cancelled) return;
    if (mode === 'garbage') {
      for (const socket of this.#sockets) socket.end(GARBAGE);
    } else if (typeof mode === 'object' && mode.status !== grpc.status.OK) {
      reply({ code: mode.status, details: 'refused', metadata: delayOf(mode) });
    } else {
      this.requests.push({
        headers: headersOf(call.metadata),
        path: PATH,
        contentType: 'application/grpc',
        bytes: call.request.length,
        timeMs: Date.now(),
        ...content,
      });
      if (mode !== 'silent') reply(null, SUCCESS);
    }
  }
}

function credentialsOf(tls: ReceiverOptions['tls']): ServerCredentials {
  if (tls === undefined) return grpc.ServerCredentials.createInsecure();
  const { key, cert, ca, requestCert = false } = tls;
  return grpc.ServerCredentials.createSsl(
    ca === undefined ? null : Buffer.from(ca),
    [{ private_key: Buffer.from(key), cert_chain: Buffer.from(cert) }],
    requestCert,
  );
}

function headersOf(metadata: Metadata): Record<string, string> {
  const values = Object.entries(metadata.toJSON());
  return Object.fromEntries(values.map(([name, value]) => [name, value.join()]));
}

/** The delay as gRPC says it: a `google.rpc.RetryInfo` among the details of a `google.rpc.Status`. */
function delayOf({ status, retryAfter }: { status: number; retryAfter?: number }): Metadata {
  const metadata = new grpc.Metadata();
  if (retryAfter === undefined) return metadata;
  const details = protobuf.Writer.create().uint32(8).int32(status);
  details.uint32(26).fork();
  details.uint32(10).string('type.googleapis.com/google.rpc.RetryInfo');
  details.uint32(18).fork().uint32(10).fork().uint32(8).int64(retryAfter).ldelim().ldelim();
  metadata.set('grpc-status-details-bin', Buffer.from(details.ldelim().finish()));
  return metadata;
}

function bytes(message: Buffer): Buffer {
  return message;
}
