import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { freePort, samples, scrape, startApp } from '../support/app-process.ts';

const project = inject('packedProject');
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A working directory with a config file, beside the project's modules. */
function folderWith(name: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'otel-metrics-config-'));
  folders.push(folder);
  symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, name), text);
  return folder;
}

async function pageOf(folder: string, env: Record<string, string>) {
  const port = await freePort();
  const app = startApp({
    cwd: folder,
    args: ['--import', '@acme/otel-metrics/register', join(project, 'http-app.cjs')],
    env: { OTEL_EXPORTER_PROMETHEUS_PORT: String(port), ...env },
  });
  const [, appPort] = await app.printed(/listening (\d+)/);
  await (await fetch(`http://127.0.0.1:${appPort}/users/1`)).text();
  const page = await scrape(port);
  return { page, stderr: (await app.stop()).stderr };
}

const FILES = {
  'otel-metrics.config.yaml': `
prefix: shop_
httpRoutes: [/users/:id]
environments:
  production:
    httpBuckets: [0.1, 1]
`,
  'otel-metrics.config.json': JSON.stringify({
    prefix: 'shop_',
    httpRoutes: ['/users/:id'],
    environments: { production: { httpBuckets: [0.1, 1] } },
  }),
  'otel-metrics.config.mjs': `
    const routes = ['/users/:id'];
    export default {
      prefix: 'shop_',
      httpRoutes: routes,
      environments: { production: { httpBuckets: [0.1, 1] } },
    };`,
};

describe.each(Object.entries(FILES))('%s', (name, text) => {
  it('sets what holds everywhere, and for one NODE_ENV', async () => {
    const { page, stderr } = await pageOf(folderWith(name, text), { NODE_ENV: 'production' });
    const buckets = samples(page, 'shop_http_server_request_duration_seconds_bucket', {
      http_route: '/users/:id',
    });
    const bounds = buckets.map(({ labels }) => /le="(.*?)"/.exec(labels)?.[1]);
    expect(bounds).toEqual(['0.1', '1', '+Inf']);
    expect(stderr).toBe('');
  });

  it('gives way to the environment', async () => {
    const env = { NODE_ENV: 'test', ACME_METRICS_PREFIX: 'other_' };
    const { page } = await pageOf(folderWith(name, text), env);
    const buckets = samples(page, 'other_http_server_request_duration_seconds_bucket');
    expect(buckets).toHaveLength(15);
  });
});

it('a file with mistakes gets one line for each, and what is good counts', async () => {
  const text = JSON.stringify({ prefix: 'shop_', port: 'secret', colour: 'blue' });
  const { page, stderr } = await pageOf(folderWith('otel-metrics.config.json', text), {});
  expect(samples(page, 'shop_http_server_request_duration_seconds_count')).toMatchObject([
    { value: 1 },
  ]);
  expect(stderr.split('\n').filter(Boolean)).toEqual([
    expect.stringMatching(/otel-metrics\.config\.json: port is not a whole number/),
    expect.stringMatching(/"colour" is no option/),
  ]);
  expect(stderr).not.toContain('secret');
});
