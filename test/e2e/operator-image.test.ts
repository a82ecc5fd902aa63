// What the OpenTelemetry Operator does with the image of examples/alloy, done by hand.
import { copyFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type App, freePort, samples, scrape, startApp } from '../support/app-process.ts';
import { createProject } from '../support/packed-project.ts';

const IMAGE = join(import.meta.dirname, '../../examples/alloy/operator-image');

describe("the image for the OpenTelemetry Operator's init container", () => {
  let image: string;
  let volume: string;
  let app: App;
  let port: number;

  /** What its Dockerfile does, then what the operator's init container does; the image is gone then. */
  beforeAll(async () => {
    image = createProject(inject('tarball'), { dependencies: {} });
    copyFileSync(join(IMAGE, 'autoinstrumentation.js'), join(image, 'autoinstrumentation.js'));
    volume = mkdtempSync(join(tmpdir(), 'otel-auto-instrumentation-'));
    cpSync(image, volume, { recursive: true });
    rmSync(image, { recursive: true });
    port = await freePort();
    app = startApp({
      cwd: tmpdir(),
      args: ['--eval', "require('node:http').createServer().listen(0, () => console.log('up'))"],
      env: {
        NODE_OPTIONS: ` --require ${volume}/autoinstrumentation.js`,
        OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
      },
    });
    await app.printed(/up/);
  });
  afterAll(async () => {
    await app?.stop();
    rmSync(volume, { recursive: true, force: true });
  });

  it('is made of the files that are there, in the place from which the operator copies', () => {
    const dockerfile = readFileSync(join(IMAGE, 'Dockerfile'), 'utf8');
    expect(dockerfile).toContain('npm install @acme/otel-metrics\n');
    expect(dockerfile).toContain('COPY --from=build /autoinstrumentation /autoinstrumentation');
    for (const [, file = ''] of dockerfile.matchAll(/^COPY (\w\S+) /gm)) {
      expect(readdirSync(IMAGE)).toContain(file);
    }
  });

  it('gives an app without the package its page', async () => {
    expect(samples(await scrape(port), 'process_uptime_seconds')).toHaveLength(1);
    expect(app.stderr()).toBe('');
  });
});
