import { join } from 'node:path';
import { ManagedProcess } from './managed-process.ts';
import { REPOSITORY } from './package-build.ts';

export const SERVICE_NAME = 'orders-demo';

export interface AppOptions {
  readonly appPort: number;
  readonly metricsPort: number;
  /** Where the database is. */
  readonly database: Readonly<Record<string, string>>;
}

/** Settings of the person's shell that would make the demo another one. */
const FOREIGN_SETTING = /^(OTEL_|ACME_METRICS_|PG|NODE_OPTIONS$)/;

/** Starts the orders API the way a user would, and waits until it listens. */
export async function startApp(options: AppOptions, signal: AbortSignal): Promise<ManagedProcess> {
  const app = new ManagedProcess({
    name: 'the orders API',
    file: process.execPath,
    args: ['--import', '@acme/otel-metrics/register', 'app.cjs'],
    cwd: join(REPOSITORY, 'examples/express-postgres'),
    env: {
      ...ownSettings(process.env),
      ...options.database,
      PORT: String(options.appPort),
      OTEL_SERVICE_NAME: SERVICE_NAME,
      OTEL_EXPORTER_PROMETHEUS_PORT: String(options.metricsPort),
    },
  });
  await app.startedWhen(() => app.output.includes('orders API on http'), signal);
  return app;
}

function ownSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !FOREIGN_SETTING.test(name)));
}
