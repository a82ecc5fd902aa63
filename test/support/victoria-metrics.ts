import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startApp } from './app-process.ts';
import { ready, scrapeConfiguration } from './prometheus.ts';
import { type QueryApi, queryApi } from './query-api.ts';

export interface VictoriaMetrics extends QueryApi {
  /** Takes OTLP over HTTP, protobuf only, with Prometheus's names made of OpenTelemetry's. */
  readonly otlpUrl: string;
  /** Makes all that came in visible to queries. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

export interface VictoriaMetricsOptions {
  /** Its program. */
  readonly command: string;
  /** Ports to scrape every second, one job each. */
  readonly jobs?: Readonly<Record<string, number>>;
}

export async function startVictoriaMetrics({
  command,
  jobs = {},
}: VictoriaMetricsOptions): Promise<VictoriaMetrics> {
  const folder = mkdtempSync(join(tmpdir(), 'otel-metrics-victoria-'));
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  writeFileSync(join(folder, 'scrape.yml'), scrapeConfiguration(jobs));
  const server = startApp({
    cwd: folder,
    command,
    args: [
      `-httpListenAddr=127.0.0.1:${port}`,
      `-storageDataPath=${join(folder, 'data')}`,
      `-promscrape.config=${join(folder, 'scrape.yml')}`,
      '-opentelemetry.usePrometheusNaming',
      // Else what is younger than 30 s is not in an instant query.
      '-search.latencyOffset=0s',
    ],
  });
  await ready(server, `${base}/health`);
  return {
    ...queryApi(port),
    otlpUrl: `${base}/opentelemetry/v1/metrics`,
    async flush() {
      await fetch(`${base}/internal/force_flush`);
    },
    async stop() {
      await server.stop('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
