// What of the README no other test shows, in apps under the preload of the build.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCatalogue } from '../../scripts/docs/catalogue.ts';
import { type App, freePort, samples, scrape, startApp } from '../support/app-process.ts';

const ROOT = join(import.meta.dirname, '../..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const REQUESTS = 'http_server_request_duration_seconds_count';

const EXPRESS = `
  import express from 'express';
  const answer = (_request, response) => response.send('ok');
  const users = express.Router().get('/:id', answer);
  const server = express().get('/orders/:id', answer).use('/users', users).listen(0, async () => {
    for (const path of ['/orders/1', '/users/1']) {
      await (await fetch('http://localhost:' + server.address().port + path)).text();
    }
    console.log('done');
  });`;

const PG = `
  import pg from 'pg';
  const client = new pg.Client({ host: '127.0.0.1', port: 1 });
  await client.connect().catch(() => console.log('done'));
  setInterval(() => {}, 1000);`;

const HTTP2 = `
  import { connect, createServer } from 'node:http2';
  const server = createServer((_request, response) => response.end('ok')).listen(0, () => {
    const session = connect('http://localhost:' + server.address().port);
    session.request({ ':path': '/' }).resume().on('end', () => console.log('done')).end();
  });`;

const WORKER_THREAD = `
  import { createServer } from 'node:http';
  import { isMainThread, Worker } from 'node:worker_threads';
  if (isMainThread) {
    new Worker(new URL(import.meta.url)).on('message', async (port) => {
      await (await fetch('http://localhost:' + port)).text();
      console.log('done');
    });
  } else {
    const { parentPort } = await import('node:worker_threads');
    const server = createServer((_request, response) => response.end('ok'));
    server.listen(0, () => parentPort.postMessage(server.address().port));
  }`;

const OWN_PROVIDER = `
  import { metrics } from '@opentelemetry/api';
  import { MeterProvider } from '@opentelemetry/sdk-metrics';
  metrics.getMeter('shop').createCounter('before_it').add(1);
  const own = new MeterProvider();
  console.log('accepted', metrics.setGlobalMeterProvider(own));
  metrics.getMeter('shop').createCounter('through_the_api').add(1);
  console.log('done');
  setInterval(() => {}, 1000);`;

interface PageOptions {
  readonly bundled?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

let folder: string;
let app: App | undefined;
beforeEach(() => {
  // Below the repository, so that the app finds its dependencies.
  folder = mkdtempSync(join(ROOT, 'node_modules/.limits-'));
});
afterEach(async () => {
  await app?.stop();
  rmSync(folder, { recursive: true });
});

/** Runs the code as an app under the preload, and scrapes it when it says that it is done. */
async function pageOf(code: string, options: PageOptions = {}): Promise<string> {
  let file = join(folder, 'app.mjs');
  writeFileSync(file, code);
  if (options.bundled === true) file = await bundle(file);
  const port = await freePort();
  app = startApp({
    cwd: folder,
    args: ['--import', join(ROOT, 'dist/register.mjs'), file],
    env: { OTEL_EXPORTER_PROMETHEUS_PORT: String(port), ...options.env },
  });
  await app.printed(/done/);
  return scrape(port);
}

async function bundle(input: string): Promise<string> {
  const build = await rolldown({ input, platform: 'node', logLevel: 'silent' });
  await build.write({ file: join(folder, 'bundle/app.mjs'), format: 'esm', minify: true });
  return join(folder, 'bundle/app.mjs');
}

describe('the code for own metrics', () => {
  const blocks = [...README.matchAll(/^```js\n(.*?)^```$/gms)].map(([, block]) => block ?? '');
  const code = blocks.find((block) => block.includes('@opentelemetry/api'));
  const line = /\/\/ (\S+ \d+)$/m.exec(code ?? '')?.[1];

  it('gives the line beside it', async () => {
    const page = await pageOf(`${code}console.log('done'); setInterval(() => {}, 1000);`);
    expect(page.split('\n')).toContain(line);
  });
});

describe('the names of METRICS.md', () => {
  const names = readCatalogue().map(({ name }) => name);

  it('leave out all but the agent', async () => {
    const env = {
      ACME_METRICS_DISABLED_OBSERVERS: names.filter((name) => name !== 'agent').join(),
    };
    const page = await pageOf(EXPRESS, { env });
    const families = [...page.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name ?? '');
    expect(families).toContain('target_info');
    expect(families.filter((name) => !/^(target_info$|acme_metrics_agent_)/.test(name))).toEqual(
      [],
    );
    expect(app?.stderr()).toBe('');
  });
});

describe('a limit', () => {
  it('a bundled Express app has no routes of mounted routers', async () => {
    expect(routesOf(await pageOf(EXPRESS))).toEqual(['/orders/:id', '/users/:id']);
    await app?.stop();
    expect(routesOf(await pageOf(EXPRESS, { bundled: true }))).toEqual(['/orders/:id', undefined]);
  });

  it('a bundled pg is not observed', async () => {
    const metric = 'db_client_operation_duration_seconds_count';
    expect(samples(await pageOf(PG), metric)).toHaveLength(1);
    await app?.stop();
    expect(samples(await pageOf(PG, { bundled: true }), metric)).toEqual([]);
  });

  it('HTTP/2 is not observed', async () => {
    expect(samples(await pageOf(HTTP2), REQUESTS)).toEqual([]);
  });

  it('requests of a worker thread are not counted', async () => {
    const page = await pageOf(WORKER_THREAD);
    expect(samples(page, REQUESTS)).toEqual([]);
    expect(samples(page, 'http_client_request_duration_seconds_count')).toHaveLength(1);
  });

  it.each([
    ['an app', false],
    ['an app bundled and minified', true],
  ])('%s with a MeterProvider of its own records there', async (_what, bundled) => {
    const page = await pageOf(OWN_PROVIDER, { bundled });
    expect(app?.stdout()).toContain('accepted true');
    expect(samples(page, 'before_it_total')).toHaveLength(1);
    expect(samples(page, 'through_the_api_total')).toEqual([]);
    expect(samples(page, 'process_uptime_seconds')).toHaveLength(1);
  });
});

/** The route of every series of requests. */
function routesOf(page: string): (string | undefined)[] {
  return samples(page, REQUESTS).map(({ labels }) => /http_route="([^"]*)"/.exec(labels)?.[1]);
}
