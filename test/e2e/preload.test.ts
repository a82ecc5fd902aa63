import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type App, freePort, runApp, samples, scrape, startApp } from '../support/app-process.ts';
import { createProject, nodeBinary } from '../support/packed-project.ts';

const cwd = inject('packedProject');
const node = nodeBinary(cwd, '24') ?? process.execPath;
const REGISTER = '@acme/otel-metrics/register';
const FLAGS = ['--import', REGISTER];

/** Starts an app with the metrics port chosen, and stops it when the body is done. */
async function withApp<T>(
  options: {
    args: readonly string[];
    command?: string;
    env?: Record<string, string>;
    cwd?: string;
  },
  body: (app: App, port: number) => Promise<T>,
): Promise<T> {
  const port = await freePort();
  const running = startApp({
    ...{ cwd, command: node, ...options },
    env: { OTEL_EXPORTER_PROMETHEUS_PORT: String(port), ...options.env },
  });
  try {
    return await body(running, port);
  } finally {
    await running.stop();
  }
}

async function requestsCounted(app: App, port: number): Promise<number> {
  const [, appPort] = await app.printed(/listening (\d+)/);
  for (let i = 1; i <= 3; i++) await (await fetch(`http://127.0.0.1:${appPort}/users/${i}`)).text();
  const counts = samples(await scrape(port), 'http_server_request_duration_seconds_count');
  return counts.reduce((sum, { value }) => sum + value, 0);
}

describe('however often it is loaded, the agent counts once', () => {
  const require = ['--require', REGISTER];
  it.each([
    ['--import', FLAGS, {}],
    ['--require', require, {}],
    ['--import twice', [...FLAGS, ...FLAGS], {}],
    ['both', [...require, ...FLAGS], {}],
    ['NODE_OPTIONS', [], { NODE_OPTIONS: `--import=${REGISTER}` }],
    ['NODE_OPTIONS and --import', FLAGS, { NODE_OPTIONS: `--import=${REGISTER}` }],
  ])('%s', async (_name, flags, env) => {
    await withApp({ args: [...flags, 'express5.cjs'], env }, async (app, port) => {
      expect(await requestsCounted(app, port)).toBe(3);
      expect(app.stderr()).toBe('');
    });
  });
});

describe('a second copy of the package', () => {
  let other: string;
  beforeAll(() => {
    other = createProject(inject('tarball'), { dependencies: {} });
  });
  afterAll(() => rmSync(other, { recursive: true, force: true }));

  it('joins the first', async () => {
    const copy = join(other, 'node_modules/@acme/otel-metrics/dist/register.mjs');
    await withApp({ args: ['--import', copy, ...FLAGS, 'express5.cjs'] }, async (app, port) => {
      expect(await requestsCounted(app, port)).toBe(3);
      expect(app.stderr()).toBe('');
    });
  });
});

describe('an unsupported Node', () => {
  const old = nodeBinary(cwd, '20');

  it.skipIf(old === undefined).each(['--import', '--require'])(
    'gets one line by %s',
    async (flag) => {
      const end = await runApp({
        cwd,
        command: old as string,
        args: [flag, REGISTER, 'ending.cjs', 'exit'],
      });
      expect(end).toMatchObject({ code: 5, stdout: expect.stringMatching(/^out/) });
      expect(end.stderr).toMatch(
        /^\[otel-metrics\] Node 20\.\d+\.\d+ is not supported \(needs 22\.15 or later\).*\nerr\n$/,
      );
    },
  );
});

describe('what inherits NODE_OPTIONS and starts the app leaves the port to it', () => {
  const nodeFolder = dirname(node);
  const bin = (name: string) => join(cwd, 'node_modules/.bin', name);
  const npmCli = process.env.npm_execpath ?? 'npm';
  const npm = npmCli.endsWith('.js') ? [node, npmCli] : [npmCli];
  it.each([
    ['npm start', [...npm, 'start']],
    ['npm run', [...npm, 'run', 'start']],
    ['npx', [...npm, 'exec', '--', 'node', 'express5.cjs']],
    ['yarn', [node, bin('yarn'), 'start']],
    ['pnpm', [node, bin('pnpm'), 'start']],
    ['nodemon', [node, bin('nodemon'), '--quiet', 'express5.cjs']],
    ['node --watch', [node, '--watch', 'express5.cjs']],
  ])('%s', async (_name, [command, ...args]) => {
    const env = {
      NODE_OPTIONS: `--import=${REGISTER}`,
      PATH: `${nodeFolder}:${process.env.PATH}`,
      COREPACK_ENABLE_STRICT: '0',
      npm_config_update_notifier: 'false',
    };
    await withApp({ command: command as string, args, env }, async (app, port) => {
      expect(await requestsCounted(app, port)).toBe(3);
      const [target] = samples(await scrape(port), 'target_info');
      expect(target?.labels).toContain('service_name="a-users-project"');
      expect(app.stderr()).not.toContain('otel-metrics');
    });
  });
});

describe('processes that are not the app', () => {
  it('worker threads run as without the agent', async () => {
    const bare = await runApp({ cwd, command: node, args: ['threads.cjs'] });
    const observed = await runApp({ cwd, command: node, args: [...FLAGS, 'threads.cjs'] });
    expect(observed.stdout.split('\n').sort()).toEqual(bare.stdout.split('\n').sort());
    expect(observed).toMatchObject({ code: 0, stderr: '' });
  });

  it('children that inherit the preload end as they would and never fight for the port', async () => {
    const env = { NODE_OPTIONS: `--import=${REGISTER}` };
    await withApp({ args: ['children.cjs'], env }, async (app, port) => {
      await app.printed(/listening/);
      expect(app.stdout()).toContain('children [0,0,0,""]');
      expect(app.stderr()).toBe('');
      const [target] = samples(await scrape(port), 'target_info');
      expect(target?.labels).toContain(`process_pid="${app.child.pid}"`);
    });
  });

  it('cluster workers leave the port to the primary, which says so once', async () => {
    await withApp({ args: [...FLAGS, 'cluster.cjs'] }, async (app, port) => {
      await app.printed(/listening/);
      const [target] = samples(await scrape(port), 'target_info');
      expect(target?.labels).toContain(`process_pid="${app.child.pid}"`);
      expect(app.stdout()).not.toContain('unexpected');
      const said = app.stderr().split('\n').filter(Boolean);
      expect(said).toEqual([
        '[otel-metrics] cluster: metrics are those of the primary only, workers are not included yet',
      ]);
    });
  });
});

describe('a start', () => {
  it.each(['--import', '--require'])(
    'by %s loads nothing that only a scrape needs',
    async (flag) => {
      const { stdout } = await runApp({ cwd, command: node, args: [flag, REGISTER, 'loaded.cjs'] });
      const { files, builtins } = JSON.parse(stdout) as Record<'files' | 'builtins', string[]>;
      expect(files.sort()).toEqual(['agent.cjs', 'preload.cjs', 'register.cjs']);
      for (const heavy of ['crypto', 'v8', 'os', 'zlib', 'cluster', 'https', 'inspector']) {
        expect(builtins).not.toContain(heavy);
      }
    },
  );
});

describe('switched off', () => {
  it.each([{ ACME_METRICS_ENABLED: 'false' }, { OTEL_SDK_DISABLED: 'true' }])(
    'by %o',
    async (env) => {
      await withApp({ args: [...FLAGS, 'http-app.cjs'], env }, async (app, port) => {
        await app.printed(/listening/);
        await expect(fetch(`http://127.0.0.1:${port}/metrics`)).rejects.toThrow();
        expect(app.stderr()).toBe('');
      });
    },
  );
});
