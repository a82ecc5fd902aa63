import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { afterBody, configOf, listen } from './send/sending.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** The one package that is not in the build. */
const MODULE_HOOKS = 'node_modules/import-in-the-middle';

/** The build in a place where there is no `@opentelemetry/api`. */
let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'otel-metrics-chunk-')));
  cpSync(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true });
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(join(ROOT, MODULE_HOOKS), join(folder, MODULE_HOOKS), 'dir');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a script there; what it prints, as JSON. */
async function run(script: string, ...args: readonly string[]): Promise<unknown> {
  const file = join(folder, 'script.cjs');
  writeFileSync(file, script);
  const { stdout } = await promisify(execFile)(process.execPath, [file, ...args], { cwd: folder });
  return JSON.parse(stdout);
}

/** What loads `node:http`, and what its ESM facade would. */
const LOADED = `process.moduleLoadList.filter((name) =>
  /^NativeModule (https?|internal\\/deps\\/undici\\/undici)$/.test(name))`;

const PUSH = `
  const { startPushes } = require('./dist/otlp.cjs');
  const resource = { attributes: {}, asyncAttributesPending: false };
  const collection = { resource, timeMs: 1, errors: [], families: [{
    scope: { name: '' }, descriptor: { name: 'a', description: '', unit: '', kind: 'gauge', valueType: 1 }, kind: 'gauge',
    groups: () => [group], series: () => block.series(),
  }] };
  const block = { size: 1, version: 1, series: () => [{ attributes: {}, value: 1 }] };
  const group = { keys: [], textsDiffer: false, blocks: () => [block] };
  const pushes = startPushes({
    config: JSON.parse(process.argv[2]), store: { metrics: () => [] },
    collect: async () => collection, collectNow: () => collection,
  });
  const atStart = ${LOADED};
  const alive = setTimeout(() => {}, 20_000);
  pushes.flush(performance.now() / 1000 + 20).then(() => {
    clearTimeout(alive);
    console.log(JSON.stringify({ atStart, afterwards: ${LOADED} }));
  });
`;

describe('without @opentelemetry/api beside the app', () => {
  it('the part otlp pushes, and loads node:http with the first push, but no undici', async () => {
    let requests = 0;
    const answer = afterBody((_request, response) => {
      requests++;
      response.end();
    });
    const otlpEndpoint = `http://127.0.0.1:${await listen(createServer(answer))}`;
    const config = JSON.stringify(configOf({ exporters: ['otlp'], otlpEndpoint }));
    expect(await run(PUSH, config)).toEqual({ atStart: [], afterwards: ['NativeModule http'] });
    expect(requests).toBe(1);
  });

  it.each([
    ['http-engine', 'createEngine'],
    ['pg-engine', 'createEngine'],
    ['page-engine', 'createUpstreamPage'],
  ])('the part %s says what it needs', async (part, create) => {
    const script = `
      try { require('./dist/${part}.cjs').${create}({}, ''); } catch (error) {
        console.log(JSON.stringify({ code: error.code, message: error.message }));
      }`;
    expect(await run(script)).toEqual({
      code: 'ACME_METRICS_API_MISSING',
      message: expect.stringContaining('npm install @opentelemetry/api'),
    });
  });
});
