import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { freePort, startApp } from '../support/app-process.ts';
import { type PrintedRequest, readRequests } from './debug-output.ts';

/** An OpenTelemetry Collector that prints what it takes, and passes it on. */
export interface Collector {
  readonly httpPort: number;
  readonly grpcPort: number;
  /** What it has taken so far, in that order. */
  requests(): readonly PrintedRequest[];
  stop(): Promise<void>;
}

export interface CollectorOptions {
  /** Its program. */
  readonly command: string;
  /** Takes OTLP over HTTP: what comes in goes there, too. */
  readonly forwardTo: string;
}

export async function startCollector(options: CollectorOptions): Promise<Collector> {
  const folder = mkdtempSync(join(tmpdir(), 'otel-metrics-collector-'));
  const [httpPort, grpcPort] = [await freePort(), await freePort()];
  const protocols = {
    http: { endpoint: `127.0.0.1:${httpPort}` },
    grpc: { endpoint: `127.0.0.1:${grpcPort}` },
  };
  const configuration = {
    receivers: { otlp: { protocols } },
    exporters: {
      debug: { verbosity: 'detailed' },
      otlp_http: { metrics_endpoint: options.forwardTo },
    },
    service: {
      telemetry: { metrics: { level: 'none' } },
      pipelines: { metrics: { receivers: ['otlp'], exporters: ['debug', 'otlp_http'] } },
    },
  };
  writeFileSync(join(folder, 'collector.yaml'), stringify(configuration));
  const server = startApp({
    cwd: folder,
    command: options.command,
    args: ['--config=file:collector.yaml'],
  });
  await server.printed(/Everything is ready/);
  return {
    ...{ httpPort, grpcPort },
    requests: () => readRequests(server.stderr()),
    async stop() {
      await server.stop('SIGTERM');
      rmSync(folder, { recursive: true });
    },
  };
}
