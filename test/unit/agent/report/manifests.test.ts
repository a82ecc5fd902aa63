import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manifestOfApp, manifestOfPackage } from '../../../../src/agent/report/manifests.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'otel-metrics-manifests-'));
const at = (...parts: string[]) => join(FOLDER, ...parts);

const FILES: Record<string, object | string> = {
  shop: { name: 'shop', dependencies: { koa: '3' }, optionalDependencies: { pg: '8' } },
  'shop/dist': { type: 'module' },
  'shop/broken': '{',
  'shop/node_modules/koa': { name: 'koa', version: '3.1.0' },
  'shop/node_modules/next': { name: 'next', version: '1.0.0', dependencies: { no: '1' } },
  'shop/node_modules/got': { name: 'got', version: '14.0.0', type: 'module' },
  'shop/node_modules/hono': {
    ...{ name: 'hono', version: '4.0.0' },
    exports: { '.': { import: './dist/index.js', require: './dist/cjs/index.js' } },
  },
  odd: { name: 7, version: {}, dependencies: 'x' },
};

beforeAll(() => {
  for (const [folder, manifest] of Object.entries(FILES)) {
    mkdirSync(at(folder), { recursive: true });
    const text = typeof manifest === 'string' ? manifest : JSON.stringify(manifest);
    writeFileSync(at(folder, 'package.json'), text);
  }
});
afterAll(() => rmSync(FOLDER, { recursive: true }));

describe("the app's", () => {
  it.each([
    ['beside its entry', at('shop/app.js'), '/'],
    ['of an entry without an ending', at('shop/app'), '/'],
    ['past one without a name', at('shop/dist/app.js'), '/'],
    ['past one that is broken', at('shop/broken/app.js'), '/'],
    ['of a program that is installed', at('shop/node_modules/next/bin/next'), '/'],
    ['of the working directory', undefined, at('shop/dist')],
    ['of the working directory, where the entry has none', '/bin/app', at('shop')],
  ])('%s', (_, entry, folder) => {
    expect(manifestOfApp({ entry, folder })).toMatchObject({
      name: 'shop',
      dependencies: ['koa', 'pg'],
    });
  });

  it('is nothing where there is none', () => {
    expect(manifestOfApp({ entry: at('odd/app.js'), folder: at('odd') })?.name).not.toBe(7);
  });
});

describe("a package's", () => {
  const launch = { entry: at('shop/dist/app.js'), folder: '/' };

  it.each([
    ['koa', '3.1.0', false],
    ['got', '14.0.0', true],
    ['hono', '4.0.0', true],
  ])('%s is %s', (name, version, mayBeEsm) => {
    expect(manifestOfPackage(name, launch)).toMatchObject({ version, mayBeEsm });
  });

  it('is found from the working directory, too', () => {
    const elsewhere = { entry: '/bin/app', folder: at('shop') };
    expect(manifestOfPackage('koa', elsewhere)?.version).toBe('3.1.0');
    expect(manifestOfPackage('absent-from-everywhere', elsewhere)).toBeUndefined();
  });
});
