import type { Places } from '../../config/load.ts';
import type { OtlpProtocol } from '../../config/metrics-options.ts';
import type { Config } from '../../config/options.ts';
import { type Credentials, readCredentials } from './credentials.ts';
import { metadataOf } from './grpc/metadata.ts';
import { findGrpcPackage } from './grpc/package.ts';

/** Where requests go, and with what: plain data, so that another process can be told. */
export interface Destination {
  readonly protocol: OtlpProtocol;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly compression: Config['otlpCompression'];
  readonly credentials: Credentials;
  /** The file of the package that speaks gRPC, where that is asked for. */
  readonly grpcPackage?: string;
}

const DEFAULT_URLS = {
  'http/protobuf': 'http://localhost:4318/v1/metrics',
  'http/json': 'http://localhost:4318/v1/metrics',
  grpc: 'http://localhost:4317',
} as const;

/** @throws {MetricsError} Where gRPC is asked for, and the package that speaks it is missing. */
export function destinationOf(config: Config, places: Places): Destination {
  const { otlpProtocol: protocol, otlpHeaders, otlpCompression: compression } = config;
  const url = config.otlpEndpoint === '' ? DEFAULT_URLS[protocol] : config.otlpEndpoint;
  const isGrpc = protocol === 'grpc';
  const headers = isGrpc ? metadataOf(otlpHeaders, places) : otlpHeaders;
  return {
    ...{ protocol, url, headers, compression },
    credentials: isSecure(url) ? readCredentials(config, places) : {},
    ...(isGrpc && { grpcPackage: findGrpcPackage() }),
  };
}

/** Host and port. */
export function addressOf(url: string): string {
  const { hostname, port } = new URL(url);
  return `${hostname}:${port || (isSecure(url) ? '443' : '80')}`;
}

export function isSecure(url: string): boolean {
  return url.startsWith('https:');
}
