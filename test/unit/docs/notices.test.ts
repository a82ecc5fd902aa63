import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assertBundle, packagesOf, readPackage } from '../../../scripts/notices/packages.ts';
import { renderNotices } from '../../../scripts/notices/third-party-notices.ts';
import { noticesFor } from '../../../scripts/notices.ts';

const ROOT = join(import.meta.dirname, '../../..');
const module = (path: string) => join(ROOT, 'node_modules', path);

/** Modules of a build: two of one package, one in a scope, our own and a virtual one. */
const MODULES = [
  module('@opentelemetry/core/build/esm/index.js'),
  module('yaml/dist/index.js'),
  module('yaml/dist/nodes/Scalar.js'),
  module('module-details-from-path/index.js'),
  join(ROOT, 'src/index.ts'),
  '\0rolldown/runtime.js',
];

describe('the packages of a build', () => {
  it('are those that its modules come from, each once', () => {
    const names = packagesOf(MODULES).map(({ name, license }) => `${name}: ${license}`);
    expect(names).toEqual([
      '@opentelemetry/core: Apache-2.0',
      'module-details-from-path: MIT',
      'yaml: ISC',
    ]);
  });

  it('bring the texts of licences that they contain in their turn', () => {
    const { texts } = readPackage(module('@opentelemetry/instrumentation'));
    expect(texts.map(({ file }) => file)).toEqual(['LICENSE', 'LICENSES/shimmer/LICENSE']);
  });

  it('bring their notices', () => {
    const { texts } = readPackage(module('import-in-the-middle'));
    expect(texts.map(({ file }) => file)).toEqual(['LICENSE', 'NOTICE']);
  });
});

describe('a build that may not be shipped', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'notices-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function install(path: string, manifest: object, licence?: string): string {
    const target = join(folder, 'node_modules', path);
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, 'package.json'), JSON.stringify(manifest));
    if (licence !== undefined) writeFileSync(join(target, 'LICENSE'), licence);
    return join(target, 'index.js');
  }

  it('has a package in two versions', () => {
    const first = { name: '@x/sdk', version: '1.0.0', license: 'MIT' };
    const modules = [
      install('@x/sdk', first, 'text'),
      install('other/node_modules/@x/sdk', { ...first, version: '2.0.0' }, 'text'),
    ];
    expect(() => assertBundle(packagesOf(modules), [])).toThrow(
      '@x/sdk is in the build 2 times: 1.0.0, 2.0.0',
    );
  });

  it('has a package that has to be the copy of the app', () => {
    const api = packagesOf([module('@opentelemetry/api/build/esm/index.js')]);
    expect(() => assertBundle(api, ['@opentelemetry/api'])).toThrow('has to stay outside');
    expect(() => noticesFor([module('import-in-the-middle/index.js')])).toThrow(
      'import-in-the-middle is in the build and has to stay outside',
    );
  });

  it.each([
    { manifest: { name: 'x', version: '1.0.0' }, licence: 'text', why: 'x 1.0.0 names no licence' },
    {
      manifest: { name: 'x', version: '1.0.0', license: 'MIT' },
      licence: undefined,
      why: 'x 1.0.0 brings no licence text',
    },
  ])('has a package without terms: $why', ({ manifest, licence, why }) => {
    const file = install('x', manifest, licence);
    expect(() => packagesOf([file])).toThrow(why);
  });
});

describe('THIRD_PARTY_NOTICES.md', () => {
  it('has a text that packages share once, with the names of all of them', () => {
    const licence = { file: 'LICENSE', text: 'The terms.' };
    const common = { version: '1.0.0', license: 'MIT', dependencies: [], texts: [licence] };
    const packages = ['a', 'b'].map((name) => ({ name, ...common }));
    const notices = renderNotices([
      ...packages,
      { name: 'c', ...common, texts: [{ file: 'NOTICE', text: 'By C.' }] },
    ]);
    expect(notices.match(/The terms\./g)).toHaveLength(1);
    expect(notices).toContain('## a, b\n\n~~~~text\nThe terms.\n~~~~\n');
    expect(notices).toContain('## c (NOTICE)\n\n~~~~text\nBy C.\n~~~~\n');
  });
});

describe('sbom.cdx.json', () => {
  interface Bill {
    readonly components: readonly { 'bom-ref': string; properties?: unknown }[];
    readonly dependencies: readonly { ref: string; dependsOn: readonly string[] }[];
  }
  const bill: Bill = JSON.parse(noticesFor(MODULES)[1]?.text ?? '');
  const references = bill.components.map((component) => component['bom-ref']);
  const bundled = bill.components.filter(({ properties }) => properties !== undefined);

  it('lists what is bundled and what is installed beside it', () => {
    expect(references).toContainEqual(expect.stringMatching(/^pkg:npm\/%40opentelemetry\/core@\d/));
    expect(references).toContainEqual(expect.stringMatching(/^pkg:npm\/import-in-the-middle@\d/));
    expect(references).toContainEqual(expect.stringMatching(/^pkg:npm\/%40opentelemetry\/api@\d/));
    expect(bundled).toHaveLength(3);
    expect(bundled[0]?.properties).toEqual([{ name: 'cdx:npm:package:bundled', value: 'true' }]);
  });

  it('names a component once, also one that is bundled and installed', () => {
    expect(new Set(references).size).toBe(references.length);
    const shared = references.filter((reference) => reference.includes('module-details-from-path'));
    expect(shared).toHaveLength(1);
  });

  it('has only dependencies that it lists', () => {
    const [own, ...others] = bill.dependencies;
    expect(others.map(({ ref }) => ref)).toEqual(references);
    const targets = bill.dependencies.flatMap(({ dependsOn }) => dependsOn);
    expect(targets.filter((target) => !references.includes(target))).toEqual([]);
    expect(own?.ref).toMatch(/^pkg:npm\/%40acme\/otel-metrics@/);
    expect(own?.dependsOn).toHaveLength(bundled.length + 2);
  });

  it('is the same at every run', () => {
    expect(noticesFor(MODULES)).toEqual(noticesFor(MODULES));
  });
});

describe('the committed files', () => {
  it('are those of the present build', () => {
    const args = [join(ROOT, 'scripts/notices.ts'), '--check'];
    expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toBe(
      'THIRD_PARTY_NOTICES.md, sbom.cdx.json: as generated\n',
    );
  });

  it('are in the package', () => {
    const { files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(files).toEqual(expect.arrayContaining(['THIRD_PARTY_NOTICES.md', 'sbom.cdx.json']));
  });
});
