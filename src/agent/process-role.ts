import { basename } from 'node:path';
import { packageOfFile } from '../foundation/package-of-file.ts';
import { clusterModule } from './cluster.ts';

/** What this process is, as far as serving metrics goes. */
export type ProcessRole = 'app' | 'tool' | WorkerRole;
export type WorkerRole = 'worker-thread' | 'cluster-worker';

/**
 * Programs that start the app and pass it their NODE_OPTIONS. They would take the port before the
 * app could, so they are left alone. (`node --watch` needs no entry: its watching process loads no
 * preload.) A program is known by its link in a `bin` folder, or by the package its file is in.
 */
const LAUNCHERS = new Set([
  ...['npm', 'npx', 'yarn', 'yarnpkg', 'pnpm', 'pnpx', 'corepack'],
  ...['nodemon', 'node-dev', 'ts-node-dev', 'tsnd', 'tsx', 'nest', '@nestjs/cli'],
  ...['pm2', 'pm2-runtime', 'concurrently', 'npm-run-all', 'run-s', 'run-p', 'cross-env'],
  // Our own command line, which asks the app for its metrics and has none.
  ...['otel-metrics', '@acme/otel-metrics'],
  ...['cross-env-shell', 'dotenv', 'dotenv-cli', 'env-cmd', 'turbo', 'nx', 'lerna', 'wireit'],
]);
/** Package managers that are files outside of any package, as in `.yarn/releases/yarn-4.5.0.cjs`. */
const PACKAGE_MANAGER_FILE =
  /^(npm-cli|npx-cli|npm|npx|yarn|yarnpkg|yarn-\d[^/\\]*|pnpm|pnpx|corepack)\.[cm]?js$/;
/** In which pm2 runs the app itself. */
const APP_CONTAINER = /^ProcessContainer/;

export function detectRole(): ProcessRole {
  return workerRole() ?? (isLauncher(process.argv[1]) || isSyntaxCheck() ? 'tool' : 'app');
}

/** What this process is, where it is part of another one's target. */
export function workerRole(): WorkerRole | undefined {
  if (!process.getBuiltinModule('node:worker_threads').isMainThread) return 'worker-thread';
  return isClusterWorker() ? 'cluster-worker' : undefined;
}

function isLauncher(script: string | undefined): boolean {
  if (script === undefined) return false;
  const file = basename(script);
  if (LAUNCHERS.has(file) || PACKAGE_MANAGER_FILE.test(file)) return true;
  const ownPackage = packageOfFile(script);
  return ownPackage !== undefined && LAUNCHERS.has(ownPackage) && !APP_CONTAINER.test(file);
}

/** `node --check app.js` loads preloads, and never the app. */
function isSyntaxCheck(): boolean {
  return process.execArgv.some((flag) => flag === '--check' || flag === '-c');
}

/** Only a process with a channel to its parent can be one: others don't pay for the module. */
function isClusterWorker(): boolean {
  return process.send !== undefined && clusterModule().isWorker;
}
