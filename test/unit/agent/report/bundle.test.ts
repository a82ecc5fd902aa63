import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { findBundled } from '../../../../src/agent/report/bundle.ts';

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

it.each(CASES)('%s', async (_, files, loaded, expected) => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(FOLDER, path)), { recursive: true });
    writeFileSync(join(FOLDER, path), text);
  }
  const [entry = ''] = Object.keys(files);
  const found = await findBundled({
    entry: join(FOLDER, entry),
    loaded: loaded.map((path) => join(FOLDER, path)),
  });
  const whole = Object.entries(expected).map(([name, path]) => [name, join(FOLDER, path)]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(whole));
});

it('nothing, without an entry and files', async () => {
  expect((await findBundled({ entry: undefined, loaded: [] })).size).toBe(0);
});
