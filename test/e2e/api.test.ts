import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { freePort, samples, scrape, startApp } from '../support/app-process.ts';
import { createProject } from '../support/packed-project.ts';

const FLAGS = ['--import', '@acme/otel-metrics/register'];

/** Copies of the API that an app may bring. */
const COPIES = [
  { version: '1.9.1', dependencies: { '@opentelemetry/api': '1.9.1' }, flags: [] },
  { version: '1.10.0', dependencies: { '@opentelemetry/api': '1.10.0' }, flags: [] },
];

describe.each(COPIES)("with the app's API $version", ({ dependencies, flags }) => {
  let project: string;
  beforeAll(() => {
    project = createProject(inject('tarball'), { dependencies, flags });
  });
  afterAll(() => rmSync(project, { recursive: true, force: true }));

  it.each(['api-app.cjs', 'api-app.mjs'])(
    '%s records into the page and keeps its tracer',
    async (file) => {
      const port = await freePort();
      const env = { OTEL_EXPORTER_PROMETHEUS_PORT: String(port) };
      const app = startApp({ cwd: project, args: [...FLAGS, file], env });
      await app.printed(/listening/);
      const page = await scrape(port);
      expect(samples(page, 'orders_total')).toEqual([
        { labels: '{kind="book",otel_scope_name="shop",otel_scope_version="1.2.3"}', value: 2 },
      ]);
      expect(samples(page, 'basket_bytes_sum')).toMatchObject([{ value: 3 }]);
      expect(app.stdout()).toContain('tracer accepted true');
      expect((await app.stop()).stderr).toBe('');
    },
  );

  it.each(['own-provider.cjs', 'own-provider.mjs'])(
    '%s keeps the SDK that it sets up itself',
    async (file) => {
      const port = await freePort();
      const env = { OTEL_EXPORTER_PROMETHEUS_PORT: String(port) };
      const app = startApp({ cwd: project, args: [...FLAGS, file], env });
      const [, appPort] = await app.printed(/listening (\d+)/);
      await (await fetch(`http://127.0.0.1:${appPort}/`)).text();
      const counts = samples(await scrape(port), 'http_server_request_duration_seconds_count');
      expect(counts).toMatchObject([{ value: 1 }]);
      const { stdout, stderr } = await app.stop();
      expect(stdout).toContain(
        'own provider accepted true\nown provider got 5\nsecond one accepted false',
      );
      expect(stderr.split('\n').filter(Boolean)).toEqual([
        expect.stringContaining('the app has a MeterProvider of its own'),
      ]);
    },
  );

  it.each(['HTTP', 'PG'])('the opentelemetry %s engine runs', async (engine) => {
    const port = await freePort();
    const env = {
      OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
      [`ACME_METRICS_${engine}_ENGINE`]: 'opentelemetry',
    };
    const app = startApp({ cwd: project, args: [...FLAGS, 'api-app.mjs'], env });
    const [, appPort] = await app.printed(/listening (\d+)/);
    await (await fetch(`http://127.0.0.1:${appPort}/`)).text();
    const counts = samples(await scrape(port), 'http_server_request_duration_seconds_count');
    expect(counts).toMatchObject([{ value: 1 }]);
    const end = await app.stop();
    expect(end.stderr).toBe('');
    expect(end.stdout).not.toContain("span of the app's tracer");
  });

  it('the opentelemetry page engine serves the same store', async () => {
    const port = await freePort();
    const env = {
      OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
      ACME_METRICS_PAGE_ENGINE: 'opentelemetry',
    };
    const app = startApp({ cwd: project, args: [...FLAGS, 'api-app.cjs'], env });
    await app.printed(/listening/);
    const page = await scrape(port);
    expect(samples(page, 'orders_total', { kind: 'book' })).toMatchObject([{ value: 2 }]);
    // The upstream page puts no unit into names: the mark by which it is known here.
    expect(samples(page, 'basket_sum')).toMatchObject([{ value: 3 }]);
    expect((await app.stop()).stderr).toBe('');
  });
});

describe('with two copies of the API, of 1.9 and of 1.10', () => {
  let project: string;
  beforeAll(() => {
    const dependencies = {
      '@opentelemetry/api': '1.9.1',
      'other-api': 'npm:@opentelemetry/api@1.10.0',
    };
    project = createProject(inject('tarball'), { dependencies });
  });
  afterAll(() => rmSync(project, { recursive: true, force: true }));

  it.each(['none', 'stack-limit', 'throwing-hook', 'odd-hook'])(
    'the first to register is accepted as without the agent, with %s done to stack traces',
    async (stacks) => {
      const port = await freePort();
      const env = { OTEL_EXPORTER_PROMETHEUS_PORT: String(port), STACKS: stacks };
      const app = startApp({ cwd: project, args: [...FLAGS, 'two-apis.cjs'], env });
      await app.printed(/listening (\d+)/);
      expect(samples(await scrape(port), 'orders_total')).toMatchObject([{ value: 2 }]);
      const { stdout, stderr } = await app.stop();
      expect(stdout).toContain(
        'tracer accepted true\ntracer seen true\nown accepted true\nown got it',
      );
      expect(stderr.split('\n').filter(Boolean)).toEqual([
        expect.stringContaining('the app has a MeterProvider of its own'),
      ]);
    },
  );
});

describe('without an API of its own', () => {
  let project: string;
  beforeAll(() => {
    project = createProject(inject('tarball'), { dependencies: {}, flags: ['--legacy-peer-deps'] });
  });
  afterAll(() => rmSync(project, { recursive: true, force: true }));

  it('an app has its automatic metrics', async () => {
    const port = await freePort();
    const env = { OTEL_EXPORTER_PROMETHEUS_PORT: String(port) };
    const app = startApp({ cwd: project, args: [...FLAGS, 'http-app.cjs'], env });
    const [, appPort] = await app.printed(/listening (\d+)/);
    await (await fetch(`http://127.0.0.1:${appPort}/`)).text();
    const page = await scrape(port);
    expect(samples(page, 'http_server_request_duration_seconds_count')).toMatchObject([
      { value: 1 },
    ]);
    expect((await app.stop()).stderr).toBe('');
  });

  it.each(['HTTP', 'PG', 'PAGE'])(
    'choosing the opentelemetry %s engine gets one clear line',
    async (engine) => {
      const port = await freePort();
      const env = {
        OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
        [`ACME_METRICS_${engine}_ENGINE`]: 'opentelemetry',
      };
      const app = startApp({ cwd: project, args: [...FLAGS, 'http-app.cjs'], env });
      const [, appPort] = await app.printed(/listening (\d+)/);
      await (await fetch(`http://127.0.0.1:${appPort}/`)).text();
      expect(
        samples(await scrape(port), 'http_server_request_duration_seconds_count'),
      ).toMatchObject([{ value: 1 }]);
      const said = (await app.stop()).stderr.split('\n').filter(Boolean);
      expect(said).toEqual([expect.stringContaining('npm install @opentelemetry/api')]);
    },
  );
});

describe('started from code', () => {
  it('is one agent for both entries, and can be stopped', async () => {
    const port = await freePort();
    const app = startApp({
      cwd: inject('packedProject'),
      args: ['code-start.cjs'],
      env: { PORT_FOR_METRICS: String(port) },
    });
    const [, appPort] = await app.printed(/listening (\d+)/);
    await (await fetch(`http://127.0.0.1:${appPort}/`)).text();
    const counts = samples(await scrape(port), 'http_server_request_duration_seconds_count');
    expect(counts).toMatchObject([{ value: 1 }]);
    const end = await app.stop('SIGTERM');
    expect(end.stdout).toContain('same agent true');
    expect(end.stdout).toContain('stopped undefined');
    expect(end).toMatchObject({ code: 0, stderr: '' });
  });

  it('again after a stop, it has every instrument', async () => {
    const port = await freePort();
    const app = startApp({
      cwd: inject('packedProject'),
      args: ['restart.cjs'],
      env: { PORT_FOR_METRICS: String(port) },
    });
    await app.printed(/listening/);
    const page = await scrape(port);
    expect(samples(page, 'first_total')).toMatchObject([{ value: 2 }]);
    expect(samples(page, 'second_total')).toMatchObject([{ value: 1 }]);
    const { stdout, stderr } = await app.stop();
    expect(stdout).toContain('still the second one true');
    expect(stderr).toBe('');
  });

  it('in cluster workers, it serves nothing and says so', async () => {
    const app = startApp({
      cwd: inject('packedProject'),
      args: ['cluster-code.cjs'],
      env: { PORT_FOR_METRICS: String(await freePort()) },
    });
    await app.printed(/listening/);
    const { stdout, stderr } = await app.stop();
    expect(stdout.match(/worker serves undefined/g)).toHaveLength(2);
    expect(stderr.match(/this is a cluster worker: it is not measured yet/g)).toHaveLength(2);
  });

  it('late, it observes what was loaded before', async () => {
    const port = await freePort();
    const app = startApp({
      cwd: inject('packedProject'),
      args: ['late-start.cjs'],
      env: { PORT_FOR_METRICS: String(port) },
    });
    const [, appPort] = await app.printed(/listening (\d+)/);
    await (await fetch(`http://127.0.0.1:${appPort}/users/1`)).text();
    const page = await scrape(port);
    const labels = { http_route: '/users/:id' };
    expect(samples(page, 'http_server_request_duration_seconds_count', labels)).toMatchObject([
      { value: 1 },
    ]);
    const connects = { db_operation_name: 'CONNECT', error_type: 'ECONNREFUSED' };
    expect(samples(page, 'db_client_operation_duration_seconds_count', connects)).toMatchObject([
      { value: 1 },
    ]);
    await app.stop();
  });
});
