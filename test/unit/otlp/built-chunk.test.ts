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
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
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

/** A push of one gauge, by all that the part has. */
const PUSH = `
  const { startPushing } = require('./dist/otlp.cjs');
  const resource = { attributes: {}, asyncAttributesPending: false };
  const collection = { resource, timeMs: 1, errors: [], families: [{
    scope: { name: '' }, descriptor: { name: 'a', description: '', unit: '', kind: 'gauge', valueType: 1 }, kind: 'gauge',
    groups: () => [group], series: () => block.series(),
  }] };
  const block = { size: 1, version: 1, series: () => [{ attributes: {}, value: 1 }] };
  const group = { keys: [], textsDiffer: false, blocks: () => [block] };
  const pushing = startPushing({
    config: JSON.parse(process.argv[2]), store: { metrics: () => [] },
    out: () => ({ pushed: { collect: async () => collection, collectNow: () => collection } }),
  });
  const atStart = ${LOADED};
  pushing.flush().then(() => {
    pushing.stop();
    const ofApi = Object.keys(require.cache).filter((file) => file.includes('@opentelemetry'));
    console.log(JSON.stringify({ atStart, afterwards: ${LOADED}, ofApi }));
  });
`;

/** Pushes to a receiver that takes it; what was loaded for that. */
async function push(): Promise<unknown> {
  let requests = 0;
  const answer = afterBody((_request, response) => {
    requests++;
    response.end();
  });
  const otlpEndpoint = `http://127.0.0.1:${await listen(createServer(answer))}`;
  const loaded = await run(PUSH, JSON.stringify(configOf({ exporters: ['otlp'], otlpEndpoint })));
  expect(requests).toBe(1);
  return loaded;
}

const LITTLE = { atStart: [], afterwards: ['NativeModule http'], ofApi: [] };

it('the part otlp takes nothing of the @opentelemetry/api beside the app', async () => {
  const api = join(folder, 'node_modules/@opentelemetry/api');
  mkdirSync(dirname(api));
  symlinkSync(join(ROOT, 'node_modules/@opentelemetry/api'), api, 'dir');
  onTestFinished(() => rmSync(dirname(api), { recursive: true }));
  expect(await push()).toEqual(LITTLE);
});

describe('without @opentelemetry/api beside the app', () => {
  it('the part otlp pushes, and loads node:http with the first push, but no undici', async () => {
    expect(await push()).toEqual(LITTLE);
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
