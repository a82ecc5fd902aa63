import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { describe, expect, inject, it } from 'vitest';
import {
  type App,
  cleanEnv,
  freePort,
  samples,
  scrape,
  startApp,
  waitFor,
} from '../support/app-process.ts';
import { nodeBinary } from '../support/packed-project.ts';

const cwd = inject('packedProject');
const node = nodeBinary(cwd, '24') ?? process.execPath;
const FLAGS = ['--import', '@acme/otel-metrics/register'];

function start(env: Record<string, string>, file = 'http-app.cjs'): App {
  return startApp({ cwd, command: node, args: [...FLAGS, file], env });
}

async function answers(app: App): Promise<void> {
  const [, port] = await app.printed(/listening (\d+)/);
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('ok');
}

function lines(app: App): string[] {
  return app.stderr().split('\n').filter(Boolean);
}

async function holdPort(port: number): Promise<Server> {
  const holder = createServer((socket) => socket.end()).listen(port, '127.0.0.1');
  await once(holder, 'listening');
  return holder;
}

describe('an endpoint that can not be opened leaves the app as it is', () => {
  it.each([
    [
      'a port out of range',
      { OTEL_EXPORTER_PROMETHEUS_PORT: '99999' },
      /OTEL_EXPORTER_PROMETHEUS_PORT is not a whole number from 0 to 65535/,
    ],
    [
      'a port that is no number',
      { OTEL_EXPORTER_PROMETHEUS_PORT: 'secret' },
      /OTEL_EXPORTER_PROMETHEUS_PORT is not a whole number/,
    ],
    [
      'a host that is unknown',
      { OTEL_EXPORTER_PROMETHEUS_HOST: 'no-such-host.invalid' },
      /OTEL_EXPORTER_PROMETHEUS_HOST/,
    ],
    [
      'an address of another machine',
      { OTEL_EXPORTER_PROMETHEUS_HOST: '192.0.2.1' },
      /OTEL_EXPORTER_PROMETHEUS_HOST/,
    ],
  ])('%s: one warning', async (_name, env, said) => {
    // Where only the host is wrong, the port must not be the reason; where the port is, ours is.
    const base = { OTEL_EXPORTER_PROMETHEUS_PORT: String(await freePort()) };
    const app = start({ ...base, ...env });
    await app.printed(said);
    await answers(app);
    expect(lines(app).filter((line) => said.test(line))).toHaveLength(1);
    expect(app.stderr()).not.toContain('secret');
    expect(await app.stop('SIGTERM')).toMatchObject({ signal: 'SIGTERM' });
  });

  const isRoot = process.getuid?.() === 0;

  it.skipIf(lowestOpenPort() <= 80)('a privileged port: one warning', async () => {
    if (isRoot) chmodSync(cwd, 0o755);
    const setpriv = ['--reuid=65534', '--regid=65534', '--clear-groups', node];
    const app = startApp({
      cwd,
      command: isRoot ? 'setpriv' : node,
      args: [...(isRoot ? setpriv : []), ...FLAGS, 'http-app.cjs'],
      env: { OTEL_EXPORTER_PROMETHEUS_PORT: '80' },
    });
    await app.printed(/OTEL_EXPORTER_PROMETHEUS_PORT/);
    await answers(app);
    expect(lines(app)).toHaveLength(1);
    await app.stop();
  });

  it('a taken port: one warning, and the page once the port is free', async () => {
    const port = await freePort();
    const holder = await holdPort(port);
    const app = start({ OTEL_EXPORTER_PROMETHEUS_PORT: String(port) });
    await app.printed(/OTEL_EXPORTER_PROMETHEUS_PORT/);
    await answers(app);
    holder.close();
    const page = await waitFor(
      async () => {
        const response = await fetch(`http://127.0.0.1:${port}/metrics`).catch(() => undefined);
        return response?.ok ? response.text() : undefined;
      },
      () => app.stderr(),
    );
    expect(samples(page, 'http_server_request_duration_seconds_count')).toMatchObject([
      { value: 1 },
    ]);
    expect(lines(app)).toHaveLength(1);
    await app.stop();
  });

  it('a taken port does not keep a finished app alive', async () => {
    const port = await freePort();
    const holder = await holdPort(port);
    const app = startApp({
      ...{ cwd, command: node, args: [...FLAGS, 'ending.cjs', 'natural'] },
      env: { OTEL_EXPORTER_PROMETHEUS_PORT: String(port) },
    });
    expect(await app.exited).toMatchObject({ code: 0 });
    holder.close();
  });
});

describe('the start', () => {
  const hasScript = hasProgram('script');

  it.skipIf(!hasScript)('says the URL once when stderr is a terminal', async () => {
    const port = await freePort();
    const command = [node, ...FLAGS, 'http-app.cjs'].join(' ');
    const app = startApp({
      ...{ cwd, command: 'script', args: ['-qfec', command, '/dev/null'] },
      env: { OTEL_EXPORTER_PROMETHEUS_PORT: String(port) },
    });
    await app.printed(/http:\/\/localhost:\d+\/metrics/);
    await app.printed(/listening/);
    const said = app
      .stdout()
      .split(/\r?\n/)
      .filter((line) => line.includes('[otel-metrics]'));
    expect(said).toEqual([expect.stringContaining(`http://localhost:${port}/metrics`)]);
    await app.stop();
  });

  it('counts no scrape of its own', async () => {
    const port = await freePort();
    const app = start({ OTEL_EXPORTER_PROMETHEUS_PORT: String(port) });
    await answers(app);
    for (let i = 0; i < 20; i++) await scrape(port);
    const page = await scrape(port);
    expect(samples(page, 'http_server_request_duration_seconds_count')).toMatchObject([
      { value: 1 },
    ]);
    expect(samples(page, 'http_server_active_requests')).toMatchObject([{ value: 0 }]);
    expect(samples(page, 'http_client_request_duration_seconds_count')).toEqual([]);
    await app.stop();
  });

  it('shows nothing of argv, environment, URLs and headers', async () => {
    const port = await freePort();
    const canary = 'CANARY-5f0c';
    const app = startApp({
      ...{ cwd, command: node, args: [...FLAGS, 'http-app.cjs', `--password=${canary}`] },
      env: {
        OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
        OTEL_RESOURCE_ATTRIBUTES: `team=shop,api_key=${canary}`,
        SECRET: canary,
        ACME_METRICS_HTTP_BUCKETS: canary,
      },
    });
    const [, appPort] = await app.printed(/listening (\d+)/);
    const headers = { cookie: canary, 'user-agent': canary };
    await (await fetch(`http://127.0.0.1:${appPort}/${canary}?q=${canary}`, { headers })).text();
    const page = await scrape(port);
    expect(samples(page, 'target_info', { team: 'shop' })).toHaveLength(1);
    expect(page + app.stderr()).not.toContain(canary);
    expect(lines(app)).toEqual([expect.stringContaining('ACME_METRICS_HTTP_BUCKETS')]);
    await app.stop();
  });
});

/** The lowest port that every account may open, where the system says. */
function lowestOpenPort(): number {
  try {
    return Number(readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8'));
  } catch {
    return 0;
  }
}

function hasProgram(name: string): boolean {
  try {
    execFileSync(name, ['--version'], { env: cleanEnv(), stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
