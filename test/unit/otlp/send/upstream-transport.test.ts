import { createOtlpHttpExportDelegate } from '@opentelemetry/otlp-exporter-base/node-http';
import { createOtlpGrpcExportDelegate } from '@opentelemetry/otlp-grpc-exporter-base';
import { expect, it } from 'vitest';
import {
  innermostTransport,
  NO_COUNTS,
  NO_SERIALIZER,
} from '../../../../src/otlp/send/upstream-transport.ts';

const SHARED = { timeoutMillis: 1, concurrencyLimit: 1, compression: 'none' as const };

// Where one of these fails after an upgrade, the layers of upstream's delegates have changed.
it('is the one over HTTP, without the one that tries again', () => {
  const options = {
    ...SHARED,
    url: 'http://localhost',
    headers: async () => ({}),
    agentFactory: () => undefined as never,
  };
  const delegate = createOtlpHttpExportDelegate(options, NO_SERIALIZER, '', NO_COUNTS, undefined);
  expect(innermostTransport(delegate).constructor.name).toBe('HttpExporterTransport');
});

it('is the one over gRPC', () => {
  const options = {
    ...SHARED,
    url: 'localhost:4317',
    metadata: () => undefined as never,
    credentials: () => undefined as never,
  };
  const delegate = createOtlpGrpcExportDelegate(
    ...([options, NO_SERIALIZER, '', NO_COUNTS, undefined, 'Service', '/path'] as const),
  );
  expect(innermostTransport(delegate).constructor.name).toBe('GrpcExporterTransport');
});

it.each([
  ['no transport', {}],
  ['one that does not send', { _transport: {} }],
  ['one in another place', { transport: { send() {} } }],
])('of a version with %s is asked for in words', (_what, delegate) => {
  expect(() => innermostTransport(delegate)).toThrow(/of a version that is not known/);
});
