import { createRequire } from 'node:module';
import { DELIVERED } from '../../outcome.ts';
import type { Credentials } from '../credentials.ts';
import { addressOf, type Destination, isSecure } from '../destination.ts';
import type { Transport } from '../transport.ts';
import {
  innermostTransport,
  NO_COUNTS,
  NO_SERIALIZER,
  UNUSED,
  type UpstreamTransport,
  USER_AGENT,
} from '../upstream-transport.ts';
import { outcomeOfGrpc } from './outcome.ts';

type Grpc = typeof import('@opentelemetry/otlp-grpc-exporter-base');

const SERVICE = 'MetricsExportService';
const PATH = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export';

/** A call under way keeps the process alive, which nothing but its end can change. */
const LIMIT = { milliseconds: 2_000, note: ', the most that gRPC gets' } as const;
/** Its own end of a call comes after ours, which is the one that is said. */
const LATER_MS = 20;

/** Sends by upstream's gRPC transport, in the copy that the app has; loads it with the first request. */
export function createGrpcTransport(destination: Destination): Transport {
  let upstream: UpstreamTransport | undefined;
  return {
    limit: LIMIT,
    async send(body, timeoutMs) {
      upstream ??= connect(destination);
      const response = await upstream.send(body, timeoutMs + LATER_MS);
      return response.status === 'success'
        ? { outcome: DELIVERED, data: response.data }
        : { outcome: outcomeOfGrpc(response.error) };
    },
    cut() {
      // Its channel is closed for good: the next request has another one.
      upstream?.shutdown();
      upstream = undefined;
    },
  };
}

function connect(destination: Destination): UpstreamTransport {
  const { url, headers, compression, credentials, grpcPackage = '' } = destination;
  const grpc: Grpc = createRequire(grpcPackage)(grpcPackage);
  const delegate = grpc.createOtlpGrpcExportDelegate(
    {
      ...{ url: addressOf(url), compression, userAgent: USER_AGENT },
      metadata() {
        const metadata = grpc.createEmptyMetadata();
        for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
        return metadata;
      },
      credentials: () =>
        isSecure(url) ? sslCredentials(grpc, credentials) : grpc.createInsecureCredentials(),
      ...UNUSED,
    },
    NO_SERIALIZER,
    'otlp_grpc_metric_exporter',
    NO_COUNTS,
    undefined,
    SERVICE,
    PATH,
  );
  return innermostTransport(delegate);
}

function sslCredentials(grpc: Grpc, { ca, key, cert }: Credentials) {
  return grpc.createSslCredentials(toBuffer(ca), toBuffer(key), toBuffer(cert));
}

function toBuffer(pem: string | undefined): Buffer | undefined {
  return pem === undefined ? undefined : Buffer.from(pem);
}
