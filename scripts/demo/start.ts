import { startApp } from './app-process.ts';
import type { Arguments } from './arguments.ts';
import { startDatabase } from './database.ts';
import { answers } from './http-ready.ts';
import type { ManagedProcess } from './managed-process.ts';
import { ensurePackageBuilt } from './package-build.ts';
import { freePort } from './ports.ts';
import { findProgram } from './program.ts';
import { Prometheus } from './prometheus.ts';
import { Steps } from './steps.ts';

/** What a running demo consists of. */
export interface Running {
  readonly app: ManagedProcess;
  readonly appUrl: string;
  readonly metricsUrl: string;
  /** Only where there is a binary for it. */
  readonly prometheus: Prometheus | undefined;
}

const DEFAULT_APP_PORT = 3000;

/** Starts everything, step by step. What has been started ends with `owner`, the newest first. */
export async function startAll(
  args: Arguments,
  interrupted: AbortSignal,
  owner: AsyncDisposableStack,
): Promise<Running> {
  const steps = new Steps(process.stdout, interrupted);
  await steps.run('package', () => ensurePackageBuilt(interrupted), describeBuild);
  const store = () => startDatabase(interrupted);
  const database = await steps.run('PostgreSQL', store, ({ description }) => description);
  owner.use(database.process);

  const appPort = await freePort(DEFAULT_APP_PORT);
  const metricsPort = await freePort(args.port);
  const appUrl = `http://localhost:${appPort}`;
  const metricsUrl = `http://localhost:${metricsPort}/metrics`;
  const launch = () => startApp({ appPort, metricsPort, database: database.env }, interrupted);
  const app = await steps.run('orders API under the preload', launch, () => appUrl);
  owner.use(app);
  const page = () => app.startedWhen(() => answers(metricsUrl), interrupted);
  await steps.run('metrics', page, () => metricsUrl);

  const binary = args.prometheus ? findProgram('prometheus') : undefined;
  if (binary === undefined) return { app, appUrl, metricsUrl, prometheus: undefined };
  const watch = () => Prometheus.start(binary, metricsPort, interrupted);
  const prometheus = await steps.run('Prometheus', watch, ({ url }) => url);
  owner.use(prometheus);
  return { app, appUrl, metricsUrl, prometheus };
}

function describeBuild(built: boolean): string {
  return built ? 'built' : 'up to date';
}
