// Builds the package: one CommonJS core in a few files, ESM doors over it, and bundled types.
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type OutputOptions, type Plugin, type RolldownOutput, rolldown } from 'rolldown';
import { dts } from 'rolldown-plugin-dts';

const ROOT = join(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist');
const source = (path: string) => join(ROOT, 'src', path);

/** Entry files: `index` for code, `agent` for the preload, the rest for `requireChunk`. */
export const ENTRIES = {
  index: source('index.ts'),
  agent: source('agent/agent.ts'),
  'http-engine': source('instrumentations/http/http-engine.ts'),
  'pg-engine': source('instrumentations/db/pg-engine.ts'),
  'page-engine': source('server/page-engine.ts'),
  'way-out': source('agent/way-out.ts'),
  'live-feed': source('server/live/live-feed.ts'),
  report: source('agent/report/report.ts'),
  otlp: source('agent/pushing.ts'),
  'path-patterns': source('config/path-patterns.ts'),
  yaml: source('config/yaml.ts'),
};

/** What stays outside: it has to be one copy with the app's, or imports itself by URL. */
const EXTERNAL = [/^node:/, /^import-in-the-middle(\/|$)/];

/** Comments are for who reads the sources; one letter beyond Latin-1 doubles a file in memory. */
const COMMENTS = { legal: true, annotation: false, jsdoc: false };

/** What is our own, but for what OpenTelemetry's packages alone need. */
function isOurs(id: string): boolean {
  return !/[\\/]node_modules[\\/]|(otel-api-exports|api-stand-ins|upstream)\.ts$/.test(id);
}

/** What needs nothing of the app's API: who only sends has no use for what patches, or for spans. */
function isForAll(id: string): boolean {
  return !WITH_API.test(id);
}

const WITH_API =
  /[\\/](instrumentation|[\w-]+-in-the-middle|module-details-from-path|debug|ms)[\\/]|[\\/](upstream|otel-api-exports)\.ts$|[\\/]suppress-tracing\.mjs$/;

/** How OpenTelemetry's packages are taken in. */
const UPSTREAM = {
  external: EXTERNAL,
  transform: { target: 'node22' },
  // Of a package only what is used: OpenTelemetry's detectors, for one, are never run here.
  treeshake: { moduleSideEffects: (id: string) => !/[\\/]node_modules[\\/]/.test(id) },
};

const API = '@opentelemetry/api';

/** What stands in those packages for the API. */
function withApi(name: 'otel-api-exports' | 'api-stand-ins') {
  return { alias: { [API]: source(`pipeline/${name}.ts`) } };
}

/** Who only sends says nothing to the API: the app's copy has some fifty files, and 8 ms of a start. */
const SENDING_WITHOUT_API: Plugin = {
  name: 'sending-without-api',
  resolveId(id, importer = '') {
    const isSending = id === API && /[\\/]@opentelemetry[\\/]otlp-/.test(importer);
    return isSending ? source('pipeline/api-stand-ins.ts') : undefined;
  },
};

/** Module ids of everything that went into the build, for the notices and the bill of materials. */
export async function bundleAll(write: boolean): Promise<string[]> {
  const parts = await Promise.all([bundleCore(write), bundleCli(write), bundleLive(write)]);
  return parts.flat();
}

async function bundleCore(write: boolean): Promise<string[]> {
  const bundle = await rolldown({
    input: ENTRIES,
    ...UPSTREAM,
    platform: 'node',
    // What others take from `agent` is in that file itself: one file less for each start.
    preserveEntrySignatures: 'allow-extension',
    resolve: withApi('otel-api-exports'),
    plugins: [SENDING_WITHOUT_API],
    logLevel: 'warn',
  });
  const { output } = await bundle.generate(OUTPUT);
  if (write) await bundle.write({ ...OUTPUT, ...marks(idOf(output)) });
  await bundle.close();
  return moduleIds(output);
}

const OUTPUT: OutputOptions = {
  dir: DIST,
  format: 'cjs',
  exports: 'named',
  entryFileNames: '[name].cjs',
  chunkFileNames: '[name].cjs',
  // Upstream imports node:http when it first sends: its ESM facade would cost 40 ms.
  dynamicImportInCjs: false,
  // Few files: each one costs a start more than the lines in it.
  codeSplitting: {
    groups: [
      // With all that it imports, and nothing that only parts share that are loaded later.
      { name: 'agent', test: (id) => id === ENTRIES.agent, priority: 4 },
      // Who needs a part of it is loaded by it or beside it.
      { name: 'way-out', test: (id) => id === ENTRIES['way-out'], priority: 3 },
      { name: 'shared', test: isOurs, minShareCount: 2, priority: 2 },
      { name: 'upstream', test: isForAll, minShareCount: 2, priority: 1 },
      { name: 'instrumentation', minShareCount: 2, priority: 0 },
    ],
  },
  sourcemap: true,
  // Lines stay: Node prints the line of an exception, and one of 50 kB helps nobody.
  minify: { compress: true, mangle: true, codegen: { removeWhitespace: false } },
  comments: COMMENTS,
};

/** The command line: by itself, since it runs in a process of its own. */
async function bundleCli(write: boolean): Promise<string[]> {
  const bundle = await rolldown({
    ...UPSTREAM,
    input: { main: source('cli/main.ts') },
    platform: 'node',
    resolve: withApi('api-stand-ins'),
    logLevel: 'warn',
  });
  const options: OutputOptions = {
    ...{ dir: join(DIST, 'cli'), format: 'cjs', comments: COMMENTS },
    ...{ entryFileNames: '[name].cjs', chunkFileNames: '[name].cjs', sourcemap: false },
    minify: true,
  };
  const { output } = await bundle.generate(options);
  if (write) await bundle.write(options);
  await bundle.close();
  return moduleIds(output);
}

/** The live page, whole: a browser gets these files and no others. */
async function bundleLive(write: boolean): Promise<string[]> {
  const bundle = await rolldown({
    input: { page: source('live/main.ts') },
    platform: 'browser',
    transform: { target: 'es2022' },
    logLevel: 'warn',
  });
  const options: OutputOptions = {
    ...{ dir: join(DIST, 'live'), format: 'esm', minify: true, comments: COMMENTS },
    ...{ entryFileNames: '[name].js', codeSplitting: false, sourcemap: false },
  };
  const { output } = await bundle.generate(options);
  if (write) {
    await bundle.write(options);
    const styles = [join(ROOT, 'node_modules/uplot/dist/uPlot.min.css'), source('live/page.css')];
    const css = styles.map((file) => readFileSync(file, 'utf8')).join('\n');
    writeFileSync(join(DIST, 'live/page.css'), css);
    copyFileSync(source('live/page.html'), join(DIST, 'live/page.html'));
  }
  await bundle.close();
  return moduleIds(output);
}

function moduleIds(output: RolldownOutput['output']): string[] {
  return output.flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []));
}

function idOf(output: RolldownOutput['output']): string {
  const hash = createHash('sha256');
  for (const part of output) if (part.type === 'chunk') hash.update(part.code);
  return hash.digest('hex').slice(0, 16);
}

/**
 * What keeps files of two builds apart. `agent` is in memory from the start, while other entries are
 * read when they are needed, perhaps after an upgrade has put newer ones in their place: those would
 * find other functions under the one-letter names that entries share. So each looks at the id of
 * `agent` before it takes anything from there.
 */
function marks(id: string): OutputOptions {
  const refusal = 'the files of the package have changed since the app started: restart it';
  const check = `if (require("./agent.cjs").build !== "${id}") throw new Error("${refusal}");`;
  const isAgent = (part: { name: string }) => part.name === 'agent';
  return {
    intro: (part) => (part.isEntry && !isAgent(part) ? check : ''),
    outro: (part) => (isAgent(part) ? `exports.build = "${id}";` : ''),
  };
}

/**
 * What the flag loads first, and the program of the process that posts what an app has left when it
 * ends. The door is not bundled with anything: an old Node has to be able to read it. Nor do the
 * others share files with the rest: a tool that starts the app loads no more, and a process of some
 * milliseconds no more than it needs, whatever has become of the rest.
 */
async function buildDoors(): Promise<void> {
  const door = { input: { register: join(ROOT, 'register/index.cts') }, external: [/./] };
  const cli = { input: { cli: source('cli/door.cts') }, external: [/./] };
  const preload = { input: { preload: source('agent/preload.ts') }, external: EXTERNAL };
  const post = {
    ...UPSTREAM,
    input: { post: source('otlp/send/post/post.ts') },
    resolve: withApi('api-stand-ins'),
  };
  for (const input of [door, cli, preload, post]) {
    const bundle = await rolldown({ ...input, platform: 'node', logLevel: 'warn' });
    await bundle.write({
      ...{ dir: DIST, format: 'cjs', entryFileNames: '[name].cjs' },
      ...{ sourcemap: true, comments: COMMENTS, dynamicImportInCjs: false },
    });
    await bundle.close();
  }
  // npm does so where it installs; a checkout has to be able to run it, too.
  chmodSync(join(DIST, 'cli.cjs'), 0o755);
}

async function buildTypes(): Promise<void> {
  const bundle = await rolldown({
    input: { index: ENTRIES.index },
    external: [/^node:/, /^@opentelemetry\//],
    plugins: [dts({ emitDtsOnly: true, tsconfig: join(ROOT, 'tsconfig.json') })],
    logLevel: 'warn',
  });
  await bundle.write({ dir: DIST, format: 'esm' });
  await bundle.close();
  copyFileSync(join(DIST, 'index.d.ts'), join(DIST, 'index.d.mts'));
  copyFileSync(join(DIST, 'index.d.ts'), join(DIST, 'index.d.cts'));
  rmSync(join(DIST, 'index.d.ts'));
  for (const ending of ['mts', 'cts'])
    writeFileSync(join(DIST, `register.d.${ending}`), 'export {};\n');
}

/** ESM entries take their exports from the CommonJS core, so that there is one core only. */
function writeEsmDoors(): void {
  const names = Object.keys(createRequire(import.meta.url)(join(DIST, 'index.cjs'))).sort();
  writeFileSync(
    join(DIST, 'index.mjs'),
    `import core from './index.cjs';\n\nexport const { ${names.join(', ')} } = core;\n`,
  );
  writeFileSync(join(DIST, 'register.mjs'), "import './register.cjs';\n");
}

if (import.meta.main) {
  const started = performance.now();
  rmSync(DIST, { recursive: true, force: true });
  mkdirSync(DIST);
  await bundleAll(true);
  await Promise.all([buildDoors(), buildTypes()]);
  writeEsmDoors();
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  console.log(`built ${version} into dist in ${Math.round(performance.now() - started)} ms`);
}
