import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { temporaryFolder, workIn } from './temporary-folder.ts';

const OURS = createRequire(import.meta.url)('@opentelemetry/api');

/** A stand-in for a copy of the API: who it is, and what version it behaves like. */
function apiFiles(folder: string, code: string): Record<string, string> {
  return { [`${folder}/node_modules/@opentelemetry/api/index.js`]: code };
}

const WITH_METRICS = (name: string) =>
  `exports.copy = '${name}'; exports.metrics = { setGlobalMeterProvider() {} };`;
const WITHOUT_METRICS = "exports.copy = 'old'; exports.trace = {};";

/** Which copy a process with this entry chooses, if it has not chosen yet. */
async function chosen(entry: string | undefined): Promise<unknown> {
  vi.resetModules();
  const { resolveApi } = await import('../../../src/pipeline/otel-api.ts');
  const [, before] = process.argv;
  process.argv[1] = entry as string;
  const api: unknown = resolveApi();
  process.argv[1] = before as string;
  return api === OURS ? 'ours' : (api as { copy: string } | undefined)?.copy;
}

const MACHINE = {
  ...apiFiles('app', WITH_METRICS('app')),
  ...apiFiles('work', WITH_METRICS('work')),
  ...apiFiles('old', WITHOUT_METRICS),
  ...apiFiles('broken', 'throw new Error("broken")'),
  'app/main.js': '',
  'app/packages/api/main.js': '',
  'elsewhere/main.js': '',
};

describe('the copy of the API', () => {
  it.each([
    ['of the entry comes first', 'app/main.js', 'work', 'app'],
    ['of the entry, given as a folder', 'app', 'work', 'app'],
    ['of the entry, given without its ending', 'app/main', 'work', 'app'],
    ['of the folder above the entry', 'app/packages/api/main.js', 'work', 'app'],
    ['of the working directory comes next', 'elsewhere/main.js', 'work', 'work'],
    ['of the working directory without an entry', undefined, 'work', 'work'],
    ['of a folder above the working directory', undefined, 'app/packages/api', 'app'],
    ['of this package comes last', 'elsewhere/main.js', 'elsewhere', 'ours'],
    ['that cannot be loaded is passed over', 'broken/main.js', 'work', 'work'],
    [
      'from before 1.3 is left alone, and no other is used beside it',
      'old/main.js',
      'work',
      undefined,
    ],
  ])('%s', async (_what, entry, folder, copy) => {
    const root = temporaryFolder(MACHINE);
    workIn(join(root, folder));
    expect(await chosen(entry === undefined ? undefined : join(root, entry))).toBe(copy);
  });

  it('of an entry that is a link is the one beside the real file', async () => {
    const root = temporaryFolder(MACHINE);
    mkdirSync(join(root, 'bin'));
    symlinkSync(join(root, 'app/main.js'), join(root, 'bin/shop'));
    workIn(join(root, 'work'));
    expect(await chosen(join(root, 'bin/shop'))).toBe('app');
  });

  it('of an entry that is a link into a project is the project’s own', async () => {
    const root = temporaryFolder({
      ...apiFiles('app', WITH_METRICS('app')),
      ...apiFiles('app/node_modules/next', WITH_METRICS('next')),
      'app/node_modules/next/bin.js': '',
    });
    mkdirSync(join(root, 'app/node_modules/.bin'));
    symlinkSync('../next/bin.js', join(root, 'app/node_modules/.bin/next'));
    expect(await chosen(join(root, 'app/node_modules/.bin/next'))).toBe('app');
  });

  it('is chosen once', async () => {
    const root = temporaryFolder(MACHINE);
    const { resolveApi } = await import('../../../src/pipeline/otel-api.ts');
    expect(resolveApi(join(root, 'elsewhere/main.js'))).toBe(resolveApi(join(root, 'app/main.js')));
  });

  it('is the one that the entry of the process loads', () => {
    const root = temporaryFolder({
      ...MACHINE,
      'app/run.mjs': `
        import { createRequire } from 'node:module';
        import { resolveApi } from '${new URL('../../../src/pipeline/otel-api.ts', import.meta.url)}';
        console.log(resolveApi() === createRequire(import.meta.url)('@opentelemetry/api'));
      `,
    });
    const output = execFileSync(process.execPath, [join(root, 'app/run.mjs')], { cwd: root });
    expect(output.toString()).toBe('true\n');
  });
});
