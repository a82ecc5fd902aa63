import { basename } from 'node:path';
import { clusterModule } from './cluster.ts';

/** What this process is, as far as serving metrics goes. */
export type ProcessRole = 'app' | 'tool' | 'worker-thread' | 'cluster-worker';

/**
 * Programs that start the app and pass it their NODE_OPTIONS. They would take the port before the
 * app could, so they are left alone. (`node --watch` needs no entry: its watching process loads no
 * preload.)
 */
const LAUNCHERS = new Set([
  ...['npm', 'npm-cli', 'npx', 'npx-cli', 'yarn', 'yarnpkg', 'pnpm', 'pnpx', 'corepack'],
  ...['nodemon', 'node-dev', 'ts-node-dev', 'tsnd', 'tsx', 'nest', 'pm2', 'pm2-runtime'],
  ...['concurrently', 'npm-run-all', 'run-s', 'run-p', 'cross-env', 'cross-env-shell', 'dotenv'],
  ...['env-cmd', 'turbo', 'nx', 'lerna', 'wireit'],
]);

export function detectRole(): ProcessRole {
  if (!process.getBuiltinModule('node:worker_threads').isMainThread) return 'worker-thread';
  if (isLauncher(process.argv[1])) return 'tool';
  return isClusterWorker() ? 'cluster-worker' : 'app';
}

function isLauncher(script: string | undefined): boolean {
  if (script === undefined) return false;
  const name = basename(script).replace(/\.[cm]?js$/, '');
  return LAUNCHERS.has(name) || isLauncherPackage(script, name);
}

/** A launcher run by its file, as in `node_modules/tsx/dist/cli.mjs`. */
function isLauncherPackage(script: string, name: string): boolean {
  const folder = /[\\/]node_modules[\\/]([^@\\/][^\\/]*)[\\/]/.exec(script)?.[1];
  return (
    folder !== undefined && LAUNCHERS.has(folder) && /^(cli|main|index|bin|Daemon)$/.test(name)
  );
}

/** Only a process with a channel to its parent can be one: others don't pay for the module. */
function isClusterWorker(): boolean {
  return process.send !== undefined && clusterModule().isWorker;
}
