// The examples of docs/custom-metrics.md and the README, each run as an app under the preload of the
// build.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, scrape, startApp } from '../support/app-process.ts';

const ROOT = join(import.meta.dirname, '../..');
const documents = ['docs/custom-metrics.md', 'README.md']
  .map((path) => readFileSync(join(ROOT, path), 'utf8'))
  .join('\n');
const PACKAGE = pathToFileURL(join(ROOT, 'dist/index.mjs')).href;

/** Code, and the lines of the page that stand beside it. */
const examples = [...documents.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code = '']) => ({
  code,
  lines: [...code.matchAll(/\/\/ (\w+(?:\{.*\})? [\d.]+)$/gm)].map(([, line]) => line ?? ''),
}));
const runnable = examples.filter(({ code }) => !code.includes('startMetrics'));
const told = examples.filter(({ lines }) => lines.length > 0);

let folder: string;
beforeAll(() => {
  // Below the repository, so that the apps find their dependencies.
  folder = mkdtempSync(join(ROOT, 'node_modules/.examples-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('an example', () => {
  it('is told for each instrument and helper', () => {
    expect(told.length).toBeGreaterThanOrEqual(15);
  });

  it.each(runnable)('gives the lines beside it: $lines', async ({ code, lines }) => {
    const file = join(folder, 'app.mjs');
    const own = code.replaceAll("'@acme/otel-metrics'", `'${PACKAGE}'`);
    writeFileSync(file, `${own}\nconsole.log('done'); setInterval(() => {}, 1000);`);
    const port = await freePort();
    const app = startApp({
      ...{ cwd: folder, args: ['--import', join(ROOT, 'dist/register.mjs'), file] },
      env: { OTEL_EXPORTER_PROMETHEUS_PORT: String(port) },
    });
    try {
      await app.printed(/done/);
      const page = await scrape(port);
      expect(page.split('\n')).toEqual(expect.arrayContaining(lines));
      expect(page).not.toMatch(/^acme_metrics_agent_errors_total\{.*\} [^0]/m);
      expect(app.stderr()).toBe('');
    } finally {
      await app.stop();
    }
  });
});
