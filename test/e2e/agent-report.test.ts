import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import type { AgentReport, LibraryReport } from '../../src/server/agent-report.ts';
import { freePort, runApp, scrape, startApp } from '../support/app-process.ts';
import { nodeBinary } from '../support/packed-project.ts';

const cwd = inject('packedProject');
const PRELOAD = ['--import', '@acme/otel-metrics/register'];
const BUNDLES = join(cwd, 'bundles');

afterAll(() => rm(BUNDLES, { recursive: true, force: true }));

interface Asking {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** What the agent of an app tells, once the app listens. */
async function ask({ args, env = {} }: Asking): Promise<AgentReport> {
  return JSON.parse(await askForText({ args, env })) as AgentReport;
}

async function askForText({ args, env = {} }: Asking): Promise<string> {
  const port = String(await freePort());
  const ports = { OTEL_EXPORTER_PROMETHEUS_PORT: port, PORT_FOR_METRICS: port };
  const app = startApp({ cwd, args, env: { ...ports, ...env } });
  try {
    await app.printed(/listening \d+/);
    return await scrape(Number(port), '/agent');
  } finally {
    await app.stop();
  }
}

function library({ libraries }: AgentReport, name: string): LibraryReport | undefined {
  return libraries.find((one) => one.name === name);
}

function states({ observers }: AgentReport): Record<string, string> {
  return Object.fromEntries(observers.map(({ name, state }) => [name, state]));
}

/** Bundles a fixture into one file, or as ES modules into two; by itself, since its threads outlive it. */
async function bundle(name: string, format: 'cjs' | 'esm'): Promise<string> {
  const folder = join('bundles', `${name}-${format}`);
  const extension = format === 'cjs' ? 'cjs' : 'mjs';
  const vendor = { groups: [{ name: 'vendor', test: '/node_modules/' }] };
  const config = {
    ...{ input: join(cwd, name), external: ['pg-native'], platform: 'node' },
    output: {
      ...{ dir: join(cwd, folder), format, minify: true, entryFileNames: `app.${extension}` },
      ...{ chunkFileNames: `[name].${extension}`, codeSplitting: format === 'esm' && vendor },
    },
  };
  await mkdir(join(cwd, folder), { recursive: true });
  const file = join(cwd, folder, 'rolldown.config.mjs');
  await writeFile(file, `export default ${JSON.stringify(config)};`);
  const rolldown = join(import.meta.dirname, '../../node_modules/rolldown/bin/cli.mjs');
  const { code, stdout, stderr } = await runApp({ cwd, args: [rolldown, '-c', file] });
  if (code !== 0) throw new Error(stdout + stderr);
  return join(folder, `app.${extension}`);
}

describe('an app that is observed', () => {
  it.each(['express5.cjs', 'express5.mjs'])('%s, is told of as it is', async (file) => {
    const report = await ask({ args: [...PRELOAD, file] });
    expect(report).toMatchObject({
      ...{ startedBy: 'preload', service: 'a-users-project', loadedBefore: [] },
      app: { entry: file, isBundled: false },
      address: { host: 'localhost', port: expect.any(Number) },
      configurationProblems: [],
      faults: {},
      others: {
        ...{ meterProvider: false, instrumentations: [], agents: [] },
        ...{ promClientDefaults: false, cluster: 'none' },
      },
    });
    expect(states(report)).toMatchObject({ 'http-server': 'observing', pg: 'observing' });
    expect(library(report, 'express')).toEqual({
      ...{ name: 'express', version: '5.3.0', isLoaded: true, isObserved: true },
    });
    expect(library(report, 'pg')).toMatchObject({ isLoaded: true, isObserved: true });
    expect(library(report, 'fastify')).toMatchObject({
      ...{ version: '5.12.8', isLoaded: false, isObserved: false },
      why: 'The app has not loaded it so far.',
    });
    expect(library(report, 'koa')).toBeUndefined();
  });

  it('with an observer that waits for a library, and one that is off', async () => {
    const env = { ACME_METRICS_DISABLED_OBSERVERS: 'gc' };
    const report = await ask({ args: [...PRELOAD, 'fastify5.cjs'], env });
    expect(states(report)).toMatchObject({ gc: 'off', 'event-loop': 'observing' });
    expect(library(report, 'fastify')).toMatchObject({ isLoaded: true, isObserved: true });
    const http = await ask({ args: [...PRELOAD, 'http-app.cjs'] });
    expect(states(http)).toMatchObject({ pg: 'waiting' });
  });

  it('with an observer that is off, says what to do for its library', async () => {
    const env = { ACME_METRICS_DISABLED_OBSERVERS: 'pg' };
    const report = await ask({ args: [...PRELOAD, 'express5.cjs'], env });
    expect(library(report, 'pg')).toMatchObject({
      ...{ isLoaded: true, isObserved: false },
      why: 'The observer pg is switched off: take it out of ACME_METRICS_DISABLED_OBSERVERS.',
    });
  });

  it('by engines of OpenTelemetry shows those', async () => {
    const env = {
      ACME_METRICS_HTTP_ENGINE: 'opentelemetry',
      ACME_METRICS_PG_ENGINE: 'opentelemetry',
    };
    const report = await ask({ args: [...PRELOAD, 'express5.cjs'], env });
    expect(states(report)).toMatchObject({ 'http-engine': 'observing', 'pg-engine': 'observing' });
    expect(states(report)).not.toHaveProperty('http-server');
    expect(library(report, 'pg')).toMatchObject({ isLoaded: true, isObserved: true });
    expect(library(report, 'express')).toMatchObject({
      isObserved: false,
      why: expect.stringContaining('its routes are not'),
    });
    expect(report.others.instrumentations).toEqual([]);
  });
});

describe('a bundled app', () => {
  it.each(['cjs', 'esm'] as const)(
    'as %s is found by the code of libraries in it',
    async (format) => {
      const file = await bundle('express5.cjs', format);
      const report = await ask({ args: [...PRELOAD, file] });
      expect(report.app).toEqual({ entry: file, isBundled: true });
      for (const name of ['express', 'pg']) {
        expect(library(report, name)).toMatchObject({
          ...{ isLoaded: false, isObserved: false },
          why: expect.stringMatching(
            new RegExp(`^It is part of (app|vendor)\\..*external:${name}`),
          ),
        });
      }
    },
  );

  it('of Fastify is observed, since that publishes what it does', async () => {
    const file = await bundle('fastify5.cjs', 'cjs');
    const report = await ask({ args: [...PRELOAD, file] });
    expect(report.app.isBundled).toBe(true);
    expect(library(report, 'fastify')).toMatchObject({ isLoaded: false, isObserved: true });
  });
});

it('a start from code says what was loaded before it', async () => {
  const late = await ask({ args: ['late-start.cjs'] });
  expect(late).toMatchObject({ startedBy: 'code', loadedBefore: ['express', 'pg'] });
  const early = await ask({ args: ['code-start.cjs'] });
  expect(early).toMatchObject({ startedBy: 'code', loadedBefore: [] });
});

it('others that measure in the process are named', async () => {
  const report = await ask({ args: [...PRELOAD, 'among-others.cjs'] });
  expect(report.others).toEqual({
    meterProvider: true,
    instrumentations: ['@opentelemetry/instrumentation-http'],
    agents: [],
    promClientDefaults: true,
    cluster: 'none',
  });
  expect(library(report, 'prom-client')).toMatchObject({
    ...{ isLoaded: true, isObserved: false },
    why: expect.stringContaining('ACME_METRICS_BRIDGE_PROM_CLIENT=true'),
  });
  const env = { ACME_METRICS_BRIDGE_PROM_CLIENT: 'true' };
  const bridged = await ask({ args: [...PRELOAD, 'among-others.cjs'], env });
  expect(library(bridged, 'prom-client')).toMatchObject({ isObserved: true });
});

it.each([
  ['the default host', ''],
  ['a host that was chosen', '127.0.0.1'],
])(
  'an app that may read its own files alone is not ended, is scraped and reported: %s',
  async (_, host) => {
    const port = await freePort();
    const readable = ['http-app.cjs', 'node_modules/*'].map(
      (path) => `--allow-fs-read=${join(cwd, path)}`,
    );
    const app = startApp({
      ...{ cwd, command: nodeBinary(cwd, '24') ?? process.execPath },
      args: ['--permission', ...readable, ...PRELOAD, join(cwd, 'http-app.cjs')],
      env: { OTEL_EXPORTER_PROMETHEUS_PORT: String(port), OTEL_EXPORTER_PROMETHEUS_HOST: host },
    });
    const [, appPort] = await app.printed(/listening (\d+)/);
    expect(await scrape(port)).toContain('target_info');
    expect(JSON.parse(await scrape(port, '/agent'))).toMatchObject({
      ...{ isInContainer: false, app: { entry: 'http-app.cjs' }, faults: {} },
    });
    expect(await scrape(port, '/live/feed')).toContain('"isWhole":true');
    await fetch(`http://127.0.0.1:${appPort}/close`);
    expect(await app.exited).toMatchObject({ code: 0, stderr: '' });
  },
);

it('the primary of a cluster is told from other processes', async () => {
  const report = await ask({ args: [...PRELOAD, 'cluster.cjs'] });
  expect(report.others.cluster).toBe('primary');
});

it('no argument, no value of a secret, no path of the machine is in it', async () => {
  const text = await askForText({
    args: [...PRELOAD, 'http-app.cjs', '--password=canary-argument'],
    env: {
      ACME_METRICS_CANARY: 'canary-unknown',
      DATABASE_URL: 'canary-other',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=canary-header',
      OTEL_RESOURCE_ATTRIBUTES: 'api_key=canary-resource',
      ACME_METRICS_CARDINALITY_LIMIT: 'canary-bad-value',
    },
  });
  expect(text).not.toContain('canary-');
  expect(text).not.toContain(cwd);
  expect(JSON.parse(text)).toMatchObject({
    configurationProblems: [
      expect.stringContaining('ACME_METRICS_CANARY'),
      expect.stringContaining('ACME_METRICS_CARDINALITY_LIMIT'),
    ],
  });
});
