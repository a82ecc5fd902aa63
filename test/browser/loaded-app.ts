import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { sendTraffic } from '../../scripts/demo/traffic.ts';
import { type App, freePort, startApp } from '../support/app-process.ts';
import { startPostgres } from '../support/postgres.ts';

const EXAMPLE = join(import.meta.dirname, '../../examples/express-postgres');
const REQUESTS_PER_SECOND = 30;

/** The demo's app on the packed package, with the demo's traffic, which outlives a restart. */
export interface LoadedApp {
  readonly url: string;
  pid(): number;
  kill(): Promise<void>;
  /** Again, on the same ports. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export async function startLoadedApp(project: string): Promise<LoadedApp> {
  const postgres = await startPostgres();
  const [port, metricsPort] = [await freePort(), await freePort()];
  cpSync(EXAMPLE, join(project, 'watched'), { recursive: true });
  const { host, port: databasePort, user, password, database } = postgres.settings;
  const run = (): App =>
    startApp({
      cwd: project,
      args: ['--import', '@acme/otel-metrics/register', 'watched/app.cjs'],
      env: {
        ...{ PORT: String(port), OTEL_EXPORTER_PROMETHEUS_PORT: String(metricsPort) },
        ...{ PGHOST: host, PGPORT: String(databasePort), PGUSER: user, PGPASSWORD: password },
        ...{ PGDATABASE: database, OTEL_SERVICE_NAME: 'orders' },
      },
    });
  let app = run();
  await app.printed(/orders API on/);
  const quiet = new AbortController();
  const traffic = sendTraffic(`http://localhost:${port}`, REQUESTS_PER_SECOND, quiet.signal);
  return {
    url: `http://localhost:${metricsPort}/`,
    pid: () => app.child.pid ?? 0,
    async kill() {
      await app.stop();
    },
    async start() {
      app = run();
      await app.printed(/orders API on/);
    },
    async stop() {
      quiet.abort();
      await traffic;
      await app.stop();
      await postgres.stop();
    },
  };
}
