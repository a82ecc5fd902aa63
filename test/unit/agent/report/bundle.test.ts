import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { createBundleSearch } from '../../../../src/agent/report/bundle.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'otel-metrics-bundle-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const EXPRESS = "throw new TypeError('app.use() requires a middleware function')";
const PG = 'new Error("Client has already been connected. You cannot reuse a client.")';

/** Files by their paths; the first is the entry. */
type Files = Readonly<Record<string, string>>;

const CASES: [string, Files, readonly string[], Record<string, string>][] = [
  ['an app by itself', { 'a/app.js': "import express from 'express'" }, [], {}],
  [
    'libraries in the entry',
    { 'b/app.js': `${EXPRESS}${PG}` },
    [],
    { express: 'b/app.js', pg: 'b/app.js' },
  ],
  [
    'a library in what the entry imports, by way of others',
    {
      'c/app.mjs': 'import{a}from"./one.mjs";',
      'c/one.mjs': 'import "./two.mjs"',
      'c/two.mjs': 'await import("../d/three.mjs"); import "./app.mjs"',
      'd/three.mjs': PG,
    },
    [],
    { pg: 'd/three.mjs' },
  ],
  [
    'a library in what was required',
    { 'e/app.js': '', 'e/x.cjs': EXPRESS },
    ['e/x.cjs'],
    { express: 'e/x.cjs' },
  ],
  [
    'what is installed, is no part of the app',
    {
      'f/app.js': 'require("./node_modules/express/lib/application.js")',
      'f/node_modules/express/lib/application.js': EXPRESS,
    },
    ['f/node_modules/express/lib/application.js'],
    {},
  ],
  ['what nobody imports', { 'g/app.js': '', 'g/other.js': EXPRESS }, [], {}],
  ['what is gone', { 'h/app.js': 'require("./gone.js")' }, ['h/gone-too.js'], {}],
  ['what is no script', { 'i/app.js': 'import "./data.json"', 'i/data.json': EXPRESS }, [], {}],
];

function write(path: string, text: string): string {
  const file = join(FOLDER, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** Names of libraries, and the files that they are found in. */
async function findIn(files: Parameters<ReturnType<typeof createBundleSearch>>[0]) {
  return Object.fromEntries(await createBundleSearch()(files));
}

it.each(CASES)('%s', async (_, files, loaded, expected) => {
  const [entry = ''] = Object.entries(files).map(([path, text]) => write(path, text));
  const found = await findIn({ entry, loaded: loaded.map((path) => join(FOLDER, path)) });
  const whole = Object.entries(expected).map(([name, path]) => [name, join(FOLDER, path)]);
  expect(found).toEqual(Object.fromEntries(whole));
});

it('nothing, without an entry and files', async () => {
  expect(await findIn({ entry: undefined, loaded: [] })).toEqual({});
});

describe('a large file', () => {
  it.each([-70, -40, -1, 0, 1, 40, 600])('is seen whole where two slices meet: %d', async (at) => {
    const imported = write(`large/part${at}.mjs`, PG);
    const part = `import{a}from"./part${at}.mjs";${EXPRESS}`;
    const entry = write(`large/app${at}.mjs`, `${' '.repeat(64 * 1024 + at)}${part}`);
    expect(await findIn({ entry, loaded: [] })).toEqual({ express: entry, pg: imported });
  });

  it('does not hold up the event loop: it is read and looked at in slices', async () => {
    const entry = write('rounds/app.js', `${'let a;'.repeat(1_000_000)}${EXPRESS}`);
    await using handle = await open(entry);
    using read = vi.spyOn(Object.getPrototypeOf(handle) as typeof handle, 'read');
    expect(await findIn({ entry, loaded: [] })).toEqual({ express: entry });
    const lengths = read.mock.calls.map((call: readonly unknown[]) => Number(call[2]));
    expect(lengths.length).toBeGreaterThan(90);
    expect(Math.max(...lengths)).toBeLessThan(100_000);
  });

  it.each([
    ['blanks', `import${' '.repeat(50_000)}`.repeat(100)],
    ['lines', `require(${'\n'.repeat(50_000)}`.repeat(100)],
    ['a path without an end', `import './${'a'.repeat(4_000_000)}`],
    ['the beginnings of paths', `from"./`.repeat(500_000)],
  ])('of %s takes no longer than others', async (what, text) => {
    const entry = write(`${what}/app.js`, `${text}\n${EXPRESS}`);
    expect(await findIn({ entry, loaded: [] })).toEqual({ express: entry });
  });
});

describe('a further search', () => {
  it('reads no file again that is the same', async () => {
    const entry = write('again/app.js', EXPRESS);
    utimesSync(entry, 1_000, 1_000);
    const find = createBundleSearch();
    expect([...(await find({ entry, loaded: [] })).keys()]).toEqual(['express']);
    writeFileSync(entry, EXPRESS.toUpperCase());
    utimesSync(entry, 1_000, 1_000);
    expect([...(await find({ entry, loaded: [] })).keys()]).toEqual(['express']);
    utimesSync(entry, 2_000, 2_000);
    expect([...(await find({ entry, loaded: [] })).keys()]).toEqual([]);
  });

  it('is the one that is under way', async () => {
    const entry = write('shared/app.js', EXPRESS);
    const find = createBundleSearch();
    const first = find({ entry, loaded: [] });
    expect(find({ entry, loaded: [] })).toBe(first);
    await first;
    expect(find({ entry, loaded: [] })).not.toBe(first);
  });
});
