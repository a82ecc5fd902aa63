// Builds the package: one CommonJS core in a few files, ESM doors over it, and bundled types.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type OutputOptions, rolldown } from 'rolldown';
import { dts } from 'rolldown-plugin-dts';

const ROOT = join(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist');
const source = (path: string) => join(ROOT, 'src', path);

/** Entry files of the core. The door loads `preload`, and `requireChunk` the rest but `index`. */
export const ENTRIES = {
  index: source('index.ts'),
  preload: source('agent/preload.ts'),
  agent: source('agent/agent.ts'),
  'http-engine': source('instrumentations/http/http-engine.ts'),
  'pg-engine': source('instrumentations/db/pg-engine.ts'),
  'page-engine': source('server/page-engine.ts'),
  yaml: source('config/yaml.ts'),
};

/** What stays outside: it has to be one copy with the app's, or imports itself by URL. */
const EXTERNAL = [/^node:/, /^import-in-the-middle(\/|$)/];

/** What entries share of our own. The stand-in for the API is for OpenTelemetry's packages alone. */
const CORE = /[\\/]src[\\/](?!pipeline[\\/]otel-api-exports)|[\\/]path-to-regexp[\\/]/;

/** Module ids of everything that went into the build, for the notices and the bill of materials. */
export async function bundleCore(write: boolean): Promise<string[]> {
  const bundle = await rolldown({
    input: ENTRIES,
    platform: 'node',
    external: EXTERNAL,
    resolve: { alias: { '@opentelemetry/api': source('pipeline/otel-api-exports.ts') } },
    transform: { target: 'node22' },
    // Of a package only what is used: OpenTelemetry's detectors, for one, are never run here.
    treeshake: { moduleSideEffects: (id) => !/[\\/]node_modules[\\/]/.test(id) },
    logLevel: 'warn',
  });
  const options: OutputOptions = {
    dir: DIST,
    format: 'cjs',
    exports: 'named',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
    // Few files: each one costs a start more than the lines in it.
    codeSplitting: {
      groups: [
        { name: 'core', test: CORE, minShareCount: 2, priority: 2 },
        { name: 'upstream', minShareCount: 2, priority: 1 },
      ],
    },
    sourcemap: true,
    // Lines stay: Node prints the line of an exception, and one of 50 kB helps nobody.
    minify: { compress: true, mangle: true, codegen: { removeWhitespace: false } },
  };
  const { output } = write ? await bundle.write(options) : await bundle.generate(options);
  await bundle.close();
  return output.flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []));
}

/** The door is built by itself and not minified: an old Node has to be able to read it. */
async function buildDoor(): Promise<void> {
  const bundle = await rolldown({
    input: { register: join(ROOT, 'register/index.cts') },
    platform: 'node',
    external: [/./],
    logLevel: 'warn',
  });
  await bundle.write({ dir: DIST, format: 'cjs', entryFileNames: '[name].cjs', sourcemap: true });
  await bundle.close();
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
  await bundleCore(true);
  await Promise.all([buildDoor(), buildTypes()]);
  writeEsmDoors();
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  console.log(`built ${version} into dist in ${Math.round(performance.now() - started)} ms`);
}
