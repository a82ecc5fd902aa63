import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { detectRole } from '../../../src/agent/process-role.ts';

const entry = process.argv[1];

afterEach(() => {
  process.argv[1] = entry as string;
});

function roleOf(script: string | undefined): string {
  process.argv[1] = script as string;
  return detectRole();
}

describe('a program that starts the app', () => {
  it.each([
    '/usr/bin/npm',
    '/usr/lib/node_modules/npm/bin/npm-cli.js',
    '/usr/share/nodejs/npm/bin/npm-cli.js',
    '/opt/node/bin/npx',
    '/usr/lib/node_modules/npm/bin/npx-cli.js',
    '/usr/share/yarn/bin/yarn.js',
    '/usr/bin/yarnpkg',
    '/root/.cache/node/corepack/v1/yarn/4.5.0/yarn.js',
    '/root/.cache/node/corepack/v1/pnpm/10.1.0/bin/pnpm.cjs',
    '/usr/lib/node_modules/pnpm/bin/pnpm.mjs',
    '/usr/lib/node_modules/corepack/dist/corepack.js',
    '/srv/shop/node_modules/.bin/nodemon',
    '/srv/shop/node_modules/nodemon/bin/nodemon.js',
    '/srv/shop/node_modules/.bin/tsx',
    '/srv/shop/node_modules/tsx/dist/cli.mjs',
    '/srv/shop/node_modules/ts-node-dev/lib/bin.js',
    '/srv/shop/node_modules/.bin/nest',
    '/srv/shop/node_modules/@nestjs/cli/bin/nest.js',
    '/srv/shop/node_modules/.bin/concurrently',
    '/srv/shop/node_modules/npm-run-all/bin/run-s/index.js',
    '/srv/shop/node_modules/.bin/cross-env',
    '/usr/lib/node_modules/pm2/bin/pm2',
    '/usr/lib/node_modules/pm2/lib/Daemon.js',
    '/srv/shop/.yarn/releases/yarn-4.5.0.cjs',
    '/usr/lib/node_modules/npm/bin/node-gyp-bin/node-gyp.js',
    '/srv/shop/node_modules/.pnpm/tsx@4.20.0/node_modules/tsx/dist/cli.mjs',
  ])('%s is a tool', (script) => {
    expect(roleOf(script)).toBe('tool');
  });
});

describe('everything else', () => {
  it.each([
    undefined,
    '/srv/shop/app.js',
    '/srv/shop/app',
    '/srv/shop',
    '/srv/shop/dist/index.mjs',
    '/srv/shop/src/main.ts',
    '/srv/npm/server.js',
    '/srv/nodemon/index.js',
    '/srv/shop/npm-proxy.js',
    '/srv/shop/node_modules/.bin/next',
    '/srv/shop/node_modules/next/dist/bin/next',
    '/srv/shop/node_modules/@acme/shop/cli.js',
    '/usr/lib/node_modules/pm2/lib/ProcessContainerFork.js',
    '/usr/bin/shop',
    '/srv/shop/dist/nest.js',
    '/srv/shop/turbo.mjs',
    '/srv/shop/dotenv.js',
  ])('%s is an app', (script) => {
    expect(roleOf(script)).toBe('app');
  });
});

describe('a real process', () => {
  it.each([
    ['by itself', [], 'app'],
    ['as a thread', ['thread'], 'worker-thread'],
    ['as a worker of a cluster', ['cluster'], 'cluster-worker'],
    ['as a fork, which has a channel to its parent too', ['fork'], 'app'],
  ])('%s', (_how, args, role) => {
    const script = join(import.meta.dirname, 'print-role.ts');
    const output = execFileSync(process.execPath, [script, ...args], { timeout: 20_000 });
    expect(output.toString()).toBe(`${role}\n`);
  });
});
