import { createRequire } from 'node:module';
import { resolveFromApp } from '../../../foundation/app-packages.ts';
import { MetricsError } from '../../../foundation/errors.ts';

/** What an app installs for gRPC; the package that speaks it comes with it. */
const EXPORTER = '@opentelemetry/exporter-metrics-otlp-grpc';
const BASE = '@opentelemetry/otlp-grpc-exporter-base';

/**
 * The file of the package that speaks gRPC, beside the app. Loads nothing.
 *
 * @throws {MetricsError} Where the app has none.
 */
export function findGrpcPackage(): string {
  const base = resolveFromApp(EXPORTER, (exporter) => createRequire(exporter).resolve(BASE));
  if (base !== undefined) return base;
  throw new MetricsError(
    'ACME_METRICS_PACKAGE_MISSING',
    `the protocol grpc needs ${EXPORTER} beside the app: npm install ${EXPORTER}`,
  );
}
