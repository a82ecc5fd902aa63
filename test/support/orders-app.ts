import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { type App, freePort, startApp } from './app-process.ts';
import { startPostgres } from './postgres.ts';

const EXAMPLE = join(import.meta.dirname, '../../examples/express-postgres');

/** The example app under the agent, with a PostgreSQL of its own and requests ten times a second. */
export interface OrdersApp {
  readonly metricsPort: number;
  stderr(): string;
  stop(): Promise<void>;
}

/** Starts the example in a folder of `project` that has this name. */
export async function startOrdersApp(
  project: string,
  { name, paths, env = {} }: OrdersOptions,
): Promise<OrdersApp> {
  const postgres = await startPostgres();
  const metricsPort = await freePort();
  cpSync(EXAMPLE, join(project, name), { recursive: true });
  const { host, port, user, password, database } = postgres.settings;
  const app = startApp({
    cwd: project,
    args: ['--import', '@acme/otel-metrics/register', `${name}/app.cjs`],
    env: {
      ...env,
      OTEL_EXPORTER_PROMETHEUS_PORT: String(metricsPort),
      ...{ PGHOST: host, PGPORT: String(port), PGUSER: user, PGPASSWORD: password },
      ...{ PGDATABASE: database, PORT: String(await freePort()) },
    },
  });
  const stopTraffic = await ask(app, paths);
  return {
    metricsPort,
    stderr: () => app.stderr(),
    async stop() {
      stopTraffic();
      await app.stop();
      await postgres.stop();
    },
  };
}

export interface OrdersOptions {
  readonly name: string;
  /** What is asked for, over and over. */
  readonly paths: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

async function ask(app: App, paths: readonly string[]): Promise<() => void> {
  const [url] = await app.printed(/http:\/\/localhost:\d+/);
  const traffic = setInterval(() => {
    for (const path of paths) {
      fetch(`${url}${path}`).then(
        (response) => response.text(),
        () => {},
      );
    }
  }, 100);
  return () => clearInterval(traffic);
}
