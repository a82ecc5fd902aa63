// What the OpenTelemetry Operator does with the image of examples/alloy, done by hand.
import { copyFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type App, freePort, samples, scrape, startApp } from '../support/app-process.ts';
import { createProject } from '../support/packed-project.ts';

/** The context of its build. */
const CONTEXT = join(import.meta.dirname, '../../examples/alloy');
const IMAGE = join(CONTEXT, 'operator-image');

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
    expect(dockerfile).toContain('COPY --from=build /autoinstrumentation /autoinstrumentation');
    const [packed, ...files] = [...dockerfile.matchAll(/^COPY (\w\S+) /gm)].map(([, file]) => file);
    expect(packed).toBe(basename(inject('tarball')));
    expect(files).toEqual(['operator-image/autoinstrumentation.js']);
    for (const file of files) expect(existsSync(join(CONTEXT, String(file)))).toBe(true);
  });

  it('gives an app without the package its page', async () => {
    expect(samples(await scrape(port), 'process_uptime_seconds')).toHaveLength(1);
    expect(app.stderr()).toBe('');
  });
});
