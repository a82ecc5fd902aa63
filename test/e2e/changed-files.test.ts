import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { type App, freePort, runApp, samples, scrape, startApp } from '../support/app-process.ts';

const PACKAGE = 'node_modules/@acme/otel-metrics';
const FAILED = 'The metrics cannot be served: the log of the app says why.\n';

let project: string;
let dist: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'otel-metrics-changed-'));
  dist = join(project, PACKAGE, 'dist');
  for (const path of [PACKAGE, 'http-app.cjs'])
    cpSync(join(inject('packedProject'), path), join(project, path), { recursive: true });
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

async function startHttpApp(env: Readonly<Record<string, string>> = {}) {
  const port = await freePort();
  const app = startApp({
    cwd: project,
    args: ['--import', '@acme/otel-metrics/register', 'http-app.cjs'],
    env: { ...env, OTEL_EXPORTER_PROMETHEUS_PORT: String(port) },
  });
  const [, appPort] = await app.printed(/listening (\d+)/);
  const ask = async (at: number | string | undefined, path: string) => {
    const answer = await fetch(`http://127.0.0.1:${at}${path}`);
    return [answer.status, await answer.text()];
  };
  return {
    app,
    port,
    askApp: () => ask(appPort, '/'),
    ask: (path: string) => ask(port, path),
  };
}

function said(app: App): string[] {
  return app.stderr().split('\n').filter(Boolean);
}

/** Puts another build in the place of the files: one that fits in itself, with an id of its own. */
function replaceBuild(): void {
  const [, id = ''] =
    /build !== "(\w+)"/.exec(readFileSync(join(dist, 'way-out.cjs'), 'utf8')) ?? [];
  expect(id).not.toBe('');
  for (const file of readdirSync(dist).filter((name) => name.endsWith('.cjs'))) {
    const text = readFileSync(join(dist, file), 'utf8');
    writeFileSync(join(dist, file), text.replaceAll(`"${id}"`, '"of-another-build"'));
  }
}

it('files that went after the start fail the page in one line, not the app or its probes', async () => {
  const { app, port, ask, askApp } = await startHttpApp();
  renameSync(dist, `${dist}-gone`);
  for (const _ of [1, 2]) {
    expect(await ask('/metrics')).toEqual([500, FAILED]);
    expect(await ask('/health')).toEqual([200, '{"status":"up"}\n']);
    expect(await askApp()).toEqual([200, 'ok']);
  }
  expect(said(app)).toEqual([expect.stringContaining("the part 'way-out' of the build")]);
  renameSync(`${dist}-gone`, dist);
  expect(samples(await scrape(port), 'http_server_request_duration_seconds_count')).toMatchObject([
    { value: 2 },
  ]);
  await app.stop();
});

it.each([
  ['/live/feed', 'live-feed', {}, 500],
  ['/live/feed', 'live-feed', { ACME_METRICS_LIVE: 'false' }, 404],
  ['/agent', 'report', {}, 500],
])(
  '%s without the part %s, %o, is %d, and nothing else misses it',
  async (path, part, env, status) => {
    const { app, ask, askApp } = await startHttpApp(env);
    rmSync(join(dist, `${part}.cjs`));
    expect(await ask(path)).toMatchObject([status, expect.any(String)]);
    for (const other of ['/metrics', '/metrics/stats', '/', '/health']) {
      expect(await ask(other)).toMatchObject([200, expect.any(String)]);
    }
    expect(await askApp()).toEqual([200, 'ok']);
    const lines =
      status === 500 ? [expect.stringContaining(`the part '${part}' of the build`)] : [];
    expect(said(app)).toEqual(lines);
    await app.stop();
  },
);

it('files of another build are refused until the app starts again', async () => {
  const { app, ask, askApp } = await startHttpApp();
  replaceBuild();
  expect(await ask('/metrics')).toEqual([500, FAILED]);
  expect(await ask('/health')).toEqual([200, '{"status":"up"}\n']);
  expect(await askApp()).toEqual([200, 'ok']);
  expect(said(app)).toEqual([
    expect.stringContaining(
      'the files of the package have changed since the app started: restart it',
    ),
  ]);
  await app.stop();
  const restarted = await startHttpApp();
  expect(await restarted.ask('/metrics')).toMatchObject([200, expect.any(String)]);
  expect(said(restarted.app)).toEqual([]);
  await restarted.app.stop();
});

it.each([
  'index',
  'http-engine',
  'otlp',
  'page-engine',
  'path-patterns',
  'pg-engine',
  'way-out',
  'live-feed',
  'report',
  'yaml',
])('%s of another build is refused', async (part) => {
  const args = ['-e', `require('${dist}/${part}.cjs')`];
  const file = join(dist, 'agent.cjs');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace(/(?<=exports\.build = )"\w+"/, '"another"'));
  const { code, stderr } = await runApp({ cwd: project, args });
  expect(code).toBe(1);
  expect(stderr).toContain('have changed since the app started');
});
